package dev.lockstep.bench;

import dev.lockstep.linalg.Blas;
import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.Matrix;
import dev.lockstep.nn.Backprop;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Workspace;
import java.util.Random;

/**
 * A training step of Lockstep's core on one thread, on a few mini-batches in memory: what {@code
 * LibtorchPeer} does with libtorch.
 */
public final class CoreStep {
  private static final int BATCHES = 8;

  private CoreStep() {}

  public static void main(String[] args) throws Exception {
    Arguments arguments = Arguments.parse("shape=28-128-64-2 batch=1000 threads=1 seconds=3", args);
    Shape shape = Shape.parse(arguments.text("shape"));
    TrainingStep step = of(shape, arguments.integer("batch")).requireLearning();
    StepTimes.measure(arguments.number("seconds"), step::step)
        .trainingRow("lockstep", arguments)
        .print();
  }

  /** Steps on mini-batches that lie in workspaces of their own, taken in turn. */
  static TrainingStep of(Shape shape, int batch) {
    Network network = TrainingStep.network(shape);
    Blas blas = BlasBackend.NATIVE.load();
    Random random = new Random(1);
    Workspace[] batches = new Workspace[BATCHES];
    for (int b = 0; b < BATCHES; b++) {
      batches[b] = new Workspace(network, blas, batch).resize(batch);
      fill(batches[b], shape.classes(), random);
    }
    Backprop backprop = new Backprop(network);
    return new TrainingStep(
        network,
        (parameters, step, sum) ->
            backprop.gradient(parameters, batches[(int) (step % BATCHES)], sum));
  }

  /** Random features and classes, and weights of 1. */
  static void fill(Workspace batch, int classes, Random random) {
    Matrix features = batch.features();
    for (int row = 0; row < features.rows(); row++) {
      for (int column = 0; column < features.columns(); column++) {
        features.set(row, column, (float) random.nextGaussian());
      }
      batch.targets().set(row, 0, random.nextInt(classes));
      batch.weights().set(row, 0, 1);
    }
  }
}
