package dev.lockstep.train;

import java.util.Locale;

/**
 * The loss of a step, or what the last one made of the parameters, was not a finite number. Carries
 * the state with whose parameters the loss last was.
 */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long step;
  private final transient TrainingState lastGood;

  /**
   * At that step, from 0.
   *
   * @param what such as "loss became NaN"
   * @param lastGood before the last step whose loss was finite
   */
  DivergedException(long step, String what, TrainingState lastGood) {
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

  /**
   * Before the last step whose loss was finite, with the optimizer's moments at 0, and an average
   * of the parameters that begins anew: what they have averaged since may have led astray. The best
   * that a policy found by then is still the best.
   */
  public TrainingState lastGood() {
    return lastGood;
  }
}
