package dev.lockstep.optim.schedule;

/**
 * The learning rate that rises once from initial to max and falls to min, half a cosine wave each
 * (Smith and Topin, Super-Convergence, 2018). It is max at step rise * steps, counted from 1, and
 * min at the last.
 *
 * @param rise share of the steps, in (0, 1)
 * @param steps of the training, at least 2
 */
public record OneCycleRate(double initial, double max, double min, double rise, long steps)
    implements LearningRate {
  public OneCycleRate {
    Checks.rate(initial);
    Checks.rate(max);
    Checks.lowest(min, initial);
    if (max < initial) {
      throw new IllegalArgumentException(
          "the highest learning rate must be at least the initial one, "
              + initial
              + ", not "
              + max);
    }
    if (!(rise > 0 && rise < 1)) {
      throw new IllegalArgumentException("rise must lie in (0, 1), not " + rise);
    }
    Checks.atLeast(2, "steps", steps);
  }

  @Override
  public double at(long step, int epoch) {
    double last = steps - 1.0;
    double peak = Math.max(0, rise * steps - 1);
    double t = Math.min((double) step, last);
    return t < peak
        ? HalfWave.between(initial, max, t / peak)
        : HalfWave.between(max, min, (t - peak) / (last - peak));
  }
}
