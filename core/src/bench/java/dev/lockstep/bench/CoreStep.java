package dev.lockstep.bench;

import dev.lockstep.linalg.Blas;
import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.Matrix;
import dev.lockstep.nn.Backprop;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Workspace;
import dev.lockstep.nn.layer.Pass;
import java.util.Random;

/**
 * A training step of Lockstep's core on one thread, on a few mini-batches in memory: what {@code
 * LibtorchPeer} does with libtorch.
 */
public final class CoreStep {
  private static final int BATCHES = 8;

  private CoreStep() {}

  public static void main(String[] args) throws Exception {
    Arguments arguments =
        Arguments.parse(
            "shape=28-128-64-2 batch=1000 threads=1 seconds=3 activation=relu hidden=plain", args);
    Shape shape = Shape.parse(arguments.text("shape"));
    String activation = arguments.text("activation");
    String hidden = arguments.text("hidden");
    Network network = Networks.of(shape, activation, hidden);
    TrainingStep step = of(network, arguments.integer("batch")).requireLearning();
    StepTimes.measure(arguments.number("seconds"), step::step)
        .trainingRow("lockstep" + Networks.suffix(activation, hidden), arguments)
        .print();
  }

  /** Steps on mini-batches taken in turn, each copied to the workspace that a thread has. */
  static TrainingStep of(Shape shape, int batch) {
    return of(Networks.of(shape, "plain"), batch);
  }

  private static TrainingStep of(Network network, int batch) {
    Blas blas = BlasBackend.NATIVE.load();
    Random random = new Random(1);
    Workspace workspace = new Workspace(network, blas, batch).resize(batch);
    float[][] features = new float[BATCHES][workspace.features().size()];
    for (float[] rows : features) {
      fill(workspace, network.outputs(), random);
      System.arraycopy(workspace.features().data(), 0, rows, 0, rows.length);
    }
    Backprop backprop = new Backprop(network);
    Pass pass = Pass.training(0, 0);
    return new TrainingStep(
        network,
        (parameters, step, sum) -> {
          float[] rows = features[(int) (step % BATCHES)];
          System.arraycopy(rows, 0, workspace.features().data(), 0, rows.length);
          backprop.gradient(pass.at(step, 0), parameters, workspace, sum);
        });
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
