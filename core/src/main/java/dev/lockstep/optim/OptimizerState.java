package dev.lockstep.optim;

/**
 * What an optimizer remembers between steps: its moments, each [n], and the number of steps taken.
 */
public final class OptimizerState {
  private final float[][] moments;
  private long steps;

  OptimizerState(int moments, int n) {
    this.moments = new float[moments][n];
  }

  /**
   * The moments in the order the optimizer defines them: velocity, or the mean and the square: the
   * live arrays.
   */
  public float[][] moments() {
    return moments;
  }

  /** Number of steps taken. */
  public long steps() {
    return steps;
  }

  /** Sets the number of steps taken, as when the state is restored. */
  public void steps(long taken) {
    steps = taken;
  }

  long next() {
    return ++steps;
  }
}
