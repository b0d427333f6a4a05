package dev.lockstep.bench;

/**
 * A training step of Lockstep's core on one thread, on mini-batches in memory: what {@code
 * LibtorchPeer} does with libtorch.
 */
public final class CoreStep {
  private CoreStep() {}

  public static void main(String[] args) throws Exception {
    Arguments arguments = Arguments.parse("shape=28-128-64-2 batch=1000 threads=1 seconds=3", args);
    Shape shape = Shape.parse(arguments.text("shape"));
    TrainingStep step = new TrainingStep(shape, arguments.integer("batch")).requireLearning();
    StepTimes.measure(arguments.number("seconds"), step::step)
        .trainingRow("lockstep", arguments)
        .print();
  }
}
