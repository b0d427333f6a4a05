package dev.lockstep.bench;

import dev.lockstep.linalg.Blas;
import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.Matrix;
import dev.lockstep.nn.Backprop;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Workspace;
import dev.lockstep.nn.layer.Activation;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Dropout;
import dev.lockstep.nn.layer.Layer;
import dev.lockstep.nn.layer.Pass;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.layer.Sigmoid;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A training step of Lockstep's core on one thread, on a few mini-batches in memory: what {@code
 * LibtorchPeer} does with libtorch.
 */
public final class CoreStep {
  private static final int BATCHES = 8;

  /** As libtorch's peer drops 20%. */
  private static final double KEEP_PROB = 0.8;

  private CoreStep() {}

  public static void main(String[] args) throws Exception {
    Arguments arguments =
        Arguments.parse(
            "shape=28-128-64-2 batch=1000 threads=1 seconds=3 activation=relu hidden=plain", args);
    Shape shape = Shape.parse(arguments.text("shape"));
    Network network =
        network(shape, activation(arguments.text("activation")), arguments.text("hidden"));
    TrainingStep step = of(network, arguments.integer("batch")).requireLearning();
    StepTimes.measure(arguments.number("seconds"), step::step)
        .trainingRow("lockstep" + suffix(arguments), arguments)
        .print();
  }

  /** What the rows of other activations than relu, and of other hidden layers, are called. */
  static String suffix(Arguments arguments) {
    String activation = arguments.text("activation");
    String hidden = arguments.text("hidden");
    return (activation.equals("relu") ? "" : "-" + activation)
        + (hidden.equals("plain") ? "" : "-" + hidden);
  }

  /** A network whose hidden layers are plain, or have dropout or batch_norm, each of them. */
  private static Network network(Shape shape, Activation activation, String hidden) {
    List<Layer> layers = new ArrayList<>();
    for (int l = 0; l < shape.layers(); l++) {
      boolean last = l == shape.layers() - 1;
      boolean normalized = !last && hidden.equals("batch_norm");
      layers.add(new Dense(shape.in(l), shape.out(l), !normalized));
      if (normalized) {
        layers.add(new BatchNorm(shape.out(l)));
      }
      if (!last) {
        layers.add(activation);
      }
      if (!last && hidden.equals("dropout")) {
        layers.add(new Dropout(KEEP_PROB));
      }
    }
    return new Network(shape.features(), layers, new SoftmaxCrossEntropy());
  }

  private static Activation activation(String name) {
    return switch (name) {
      case "relu" -> new Relu();
      case "tanh" -> new Tanh();
      case "sigmoid" -> new Sigmoid();
      default ->
          throw new IllegalArgumentException(
              "no activation '" + name + "'; allowed: relu, tanh, sigmoid");
    };
  }

  /** Steps on mini-batches that lie in workspaces of their own, taken in turn. */
  static TrainingStep of(Shape shape, int batch) {
    return of(TrainingStep.network(shape), batch);
  }

  private static TrainingStep of(Network network, int batch) {
    Blas blas = BlasBackend.NATIVE.load();
    Random random = new Random(1);
    Workspace[] batches = new Workspace[BATCHES];
    for (int b = 0; b < BATCHES; b++) {
      batches[b] = new Workspace(network, blas, batch).resize(batch);
      fill(batches[b], network.outputs(), random);
    }
    Backprop backprop = new Backprop(network);
    Pass pass = Pass.training(0, 0);
    return new TrainingStep(
        network,
        (parameters, step, sum) ->
            backprop.gradient(pass.at(step, 0), parameters, batches[(int) (step % BATCHES)], sum));
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
