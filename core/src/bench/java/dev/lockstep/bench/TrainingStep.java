package dev.lockstep.bench;

import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.Matrix;
import dev.lockstep.nn.Backprop;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Network.Outputs;
import dev.lockstep.nn.Relu;
import dev.lockstep.nn.SoftmaxCrossEntropy;
import dev.lockstep.nn.Workspace;
import dev.lockstep.optim.Adam;
import dev.lockstep.optim.OptimizerState;
import java.util.Random;

/** A step of Lockstep's core: forward, backward and Adam, on mini-batches of random numbers. */
final class TrainingStep {
  private static final int BATCHES = 8;
  private static final int LEARNING_STEPS = 200;
  private static final double LEARNING_RATE = 0.001;
  private final Backprop backprop;
  private final Adam adam = new Adam(0.9, 0.999, 1e-8);
  private final OptimizerState state;
  private final GradientSum sum;
  private final float[] parameters;
  private final Workspace[] batches = new Workspace[BATCHES];
  private int step;

  TrainingStep(Shape shape, int batch) {
    Network network = network(shape);
    Random random = new Random(1);
    backprop = new Backprop(network);
    parameters = new Initializer(Initializer.Kind.HE, 1).initialize(network, 1);
    state = adam.init(parameters.length);
    sum = new GradientSum(parameters.length);
    for (int b = 0; b < BATCHES; b++) {
      batches[b] = new Workspace(network, BlasBackend.NATIVE.load(), batch).resize(batch);
      fill(batches[b], shape.classes(), random);
    }
  }

  /** The network of a shape: relu between its dense layers, softmax cross-entropy at the end. */
  static Network network(Shape shape) {
    return Network.multilayerPerceptron(
        shape.features(),
        shape.widths().subList(1, shape.layers()),
        new Relu(),
        new Outputs(shape.classes(), new SoftmaxCrossEntropy()));
  }

  /** Random features and classes, and weights of 1. */
  private static void fill(Workspace batch, int classes, Random random) {
    Matrix features = batch.features();
    for (int row = 0; row < features.rows(); row++) {
      for (int column = 0; column < features.columns(); column++) {
        features.set(row, column, (float) random.nextGaussian());
      }
      batch.targets().set(row, 0, random.nextInt(classes));
      batch.weights().set(row, 0, 1);
    }
  }

  /** One step, on the next mini-batch. */
  void step() {
    step(step++ % BATCHES);
  }

  /** Fails unless steps on one and the same mini-batch make its loss fall. */
  TrainingStep requireLearning() {
    double before = step(0);
    for (int i = 0; i < LEARNING_STEPS; i++) {
      step(0);
    }
    double after = step(0);
    if (!(after < 0.95 * before)) {
      throw new IllegalStateException(
          "Lockstep does not learn: a loss of %s became %s".formatted(before, after));
    }
    return this;
  }

  /** Gives the mini-batch's mean loss before the update. */
  private double step(int batch) {
    sum.clear();
    backprop.gradient(parameters, batches[batch], sum);
    double loss = sum.meanLoss();
    adam.step(parameters, sum.mean(), state, LEARNING_RATE);
    return loss;
  }
}
