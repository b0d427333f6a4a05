package dev.lockstep.bench;

import dev.lockstep.linalg.Blas;
import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.Matrix;
import dev.lockstep.nn.Backprop;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Workspace;
import dev.lockstep.nn.layer.Pass;
import java.util.Random;

/**
 * The same training step in two ways: vectorized, with products of matrices that hold a whole
 * mini-batch, and example by example, in a loop that adds one gradient after the other.
 */
public final class Vectorization {
  private final Backprop backprop;
  private final Workspace batch;
  private final Workspace example;

  private Vectorization(Network network, int size) {
    Blas blas = BlasBackend.NATIVE.load();
    this.backprop = new Backprop(network);
    this.batch = new Workspace(network, blas, size).resize(size);
    this.example = new Workspace(network, blas, 1).resize(1);
    CoreStep.fill(batch, network.outputs(), new Random(1));
  }

  public static void main(String[] args) throws Exception {
    Arguments arguments =
        Arguments.parse("shape=28-128-64-2 batch=1000 threads=1 seconds=3 way=vectorized", args);
    Network network = Networks.of(Shape.parse(arguments.text("shape")), "plain");
    Vectorization steps = new Vectorization(network, arguments.integer("batch"));
    String way = arguments.text("way");
    TrainingStep step = new TrainingStep(network, steps.by(way)).requireLearning();
    StepTimes.measure(arguments.number("seconds"), step::step)
        .trainingRow(way, arguments)
        .with("table", "vectorization")
        .print();
  }

  private TrainingStep.Gradients by(String way) {
    return switch (way) {
      case "vectorized" -> (parameters, step, sum) -> add(parameters, batch, sum);
      case "example-by-example" -> (parameters, step, sum) -> addEach(parameters, sum);
      default ->
          throw new IllegalArgumentException(
              "no way '" + way + "'; allowed: vectorized, example-by-example");
    };
  }

  private void add(float[] parameters, Workspace examples, GradientSum sum) {
    backprop.gradient(Pass.training(0, 0), parameters, examples, sum);
  }

  private void addEach(float[] parameters, GradientSum sum) {
    for (int row = 0; row < batch.features().rows(); row++) {
      copy(batch.features(), row, example.features());
      copy(batch.targets(), row, example.targets());
      copy(batch.weights(), row, example.weights());
      add(parameters, example, sum);
    }
  }

  private static void copy(Matrix from, int row, Matrix to) {
    System.arraycopy(from.data(), from.row(row), to.data(), to.row(0), from.columns());
  }
}
