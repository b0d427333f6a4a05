package dev.lockstep.optim.schedule;

/** The learning rate a0 / (1 + decay * epoch). */
public record InverseTimeRate(double initial, double decay) implements LearningRate {
  public InverseTimeRate {
    Checks.rate(initial);
    if (!(decay >= 0 && Double.isFinite(decay))) {
      throw new IllegalArgumentException("decay must be at least 0, not " + decay);
    }
  }

  @Override
  public double at(long step, int epoch) {
    return initial / (1 + decay * epoch);
  }
}
