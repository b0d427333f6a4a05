package dev.lockstep.train;

/** The loss of a step was not a finite number. Carries the parameters with which it last was. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long step;
  private final transient float[] lastGood;

  /**
   * At that step, from 0.
   *
   * @param lastGood the last parameters whose loss was finite, [n]
   */
  public DivergedException(long step, double loss, float[] lastGood) {
    super(
        ("the loss became %s at step %,d; a smaller learning_rate.initial or regularization.clip_norm often helps, and so does"
                + " standardizing the features")
            .formatted(loss, step + 1));
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
