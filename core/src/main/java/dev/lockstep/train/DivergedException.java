package dev.lockstep.train;

import java.util.Locale;

/**
 * The loss of a step, or what the last one made of the parameters, was not a finite number. Carries
 * the parameters with which the loss last was.
 */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long step;
  private final transient float[] lastGood;

  /**
   * At that step, from 0.
   *
   * @param what such as "loss became NaN"
   * @param lastGood the last parameters whose loss was finite, [n]
   */
  public DivergedException(long step, String what, float[] lastGood) {
    super(
        String.format(
            Locale.ROOT,
            "the %s at step %,d; a smaller learning_rate.initial or regularization.clip_norm often helps, and so does"
                + " standardizing the features",
            what,
            step + 1));
    this.step = step;
    this.lastGood = lastGood;
  }

  /** The step, from 0. */
  public long step() {
    return step;
  }

  /** The last parameters whose loss was finite, [n]. */
  public float[] lastGood() {
    return lastGood;
  }
}
