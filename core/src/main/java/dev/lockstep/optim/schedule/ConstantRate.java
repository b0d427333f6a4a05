package dev.lockstep.optim.schedule;

/** The same learning rate at every step. */
public record ConstantRate(double initial) implements LearningRate {
  public ConstantRate {
    if (!(initial > 0 && Double.isFinite(initial))) {
      throw new IllegalArgumentException("a learning rate must be positive, not " + initial);
    }
  }

  @Override
  public double at(long step, int epoch) {
    return initial;
  }
}
