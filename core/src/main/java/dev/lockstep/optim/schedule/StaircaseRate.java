package dev.lockstep.optim.schedule;

/**
 * The learning rate initial * decay^floor(epoch / every).
 *
 * @param decay in (0, 1], such as 0.5
 * @param every epochs that a stair is long
 */
public record StaircaseRate(double initial, double decay, int every) implements LearningRate {
  public StaircaseRate {
    Checks.rate(initial);
    Checks.decay(decay);
    Checks.atLeast(1, "every", every);
  }

  @Override
  public double at(long step, int epoch) {
    int stairs = epoch / every;
    return initial * StrictMath.pow(decay, stairs);
  }
}
