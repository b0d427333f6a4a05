package dev.lockstep.bench;

import dev.lockstep.nn.GradientSum;
import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.RunningStatistics;
import dev.lockstep.optim.Adam;
import dev.lockstep.optim.OptimizerState;
import java.util.Locale;

/** A step of Lockstep's core: forward, backward and Adam. */
final class TrainingStep {
  private static final int LEARNING_STEPS = 200;
  private static final double LEARNING_RATE = 0.001;
  private final Gradients gradients;
  private final Adam adam = new Adam(0.9, 0.999, 1e-8);
  private final OptimizerState state;
  private final RunningStatistics statistics;
  private final GradientSum sum;
  private final float[] parameters;
  private long step;

  /** Adds the gradient of a step's mini-batch to a sum. */
  @FunctionalInterface
  interface Gradients {
    void add(float[] parameters, long step, GradientSum sum);
  }

  TrainingStep(Network network, Gradients gradients) {
    this.gradients = gradients;
    parameters = new Initializer(Initializer.Kind.HE, 1).initialize(network, 1);
    statistics = new RunningStatistics(network);
    state = adam.init(network.parameters().trained());
    sum = new GradientSum(parameters.length);
  }

  /** One step, on the next mini-batch. */
  void step() {
    take(step++);
  }

  /** Fails unless steps on one and the same mini-batch make its loss fall. */
  TrainingStep requireLearning() {
    double before = take(0);
    for (int i = 0; i < LEARNING_STEPS; i++) {
      take(0);
    }
    double after = take(0);
    if (!(after < 0.95 * before)) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT, "Lockstep does not learn: a loss of %s became %s", before, after));
    }
    return this;
  }

  /** Gives the mini-batch's mean loss before the update. */
  private double take(long batch) {
    sum.clear();
    gradients.add(parameters, batch, sum);
    double loss = sum.meanLoss();
    float[] gradient = sum.mean();
    adam.step(parameters, gradient, state, LEARNING_RATE);
    statistics.move(parameters, gradient);
    return loss;
  }
}
