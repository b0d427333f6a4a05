package dev.lockstep.optim.schedule;

/**
 * The learning rate initial * decay^epoch.
 *
 * @param decay in (0, 1], such as 0.95
 */
public record ExponentialRate(double initial, double decay) implements LearningRate {
  public ExponentialRate {
    Checks.rate(initial);
    Checks.decay(decay);
  }

  @Override
  public double at(long step, int epoch) {
    return initial * StrictMath.pow(decay, epoch);
  }
}
