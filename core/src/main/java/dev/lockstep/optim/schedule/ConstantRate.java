package dev.lockstep.optim.schedule;

/** The same learning rate at every step. */
public record ConstantRate(double initial) implements LearningRate {
  public ConstantRate {
    Checks.rate(initial);
  }

  @Override
  public double at(long step, int epoch) {
    return initial;
  }
}
