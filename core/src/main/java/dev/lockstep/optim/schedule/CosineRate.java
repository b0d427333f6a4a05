package dev.lockstep.optim.schedule;

/**
 * The learning rate min + (initial - min) (1 + cos(pi t / T)) / 2, t steps after the last restart
 * in a period of T steps: down half a wave, and up again at once (Loshchilov and Hutter, SGDR,
 * 2017).
 *
 * @param min what it falls to by the end of a period
 * @param period steps until the first restart; those of the training for none
 * @param multiplier how many times as long as the one before each period is
 */
public record CosineRate(double initial, double min, long period, int multiplier)
    implements LearningRate {
  public CosineRate {
    Checks.rate(initial);
    Checks.lowest(min, initial);
    Checks.atLeast(1, "period", period);
    Checks.atLeast(1, "multiplier", multiplier);
  }

  @Override
  public double at(long step, int epoch) {
    double length = (double) period; // Whole numbers, which do not overflow.
    double since = multiplier == 1 ? step % length : (double) step;
    while (since >= length) {
      since -= length;
      length *= multiplier;
    }
    return HalfWave.between(initial, min, since / length);
  }
}
