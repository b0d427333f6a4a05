package dev.lockstep.optim;

/**
 * What an optimizer remembers between steps: its moments, each [n], and the number of steps taken.
 */
public final class OptimizerState {
  private final int size;
  private final float[][] moments;
  private long steps;

  OptimizerState(int moments, int n) {
    this(n, new float[moments][n]);
  }

  private OptimizerState(int size, float[][] moments) {
    this.size = size;
    this.moments = moments;
  }

  /** n, the number of trained parameters. What lies beyond them in an array is none. */
  public int size() {
    return size;
  }

  /** One of its own. */
  public OptimizerState copy() {
    float[][] copies = new float[moments.length][];
    for (int i = 0; i < copies.length; i++) {
      copies[i] = moments[i].clone();
    }
    OptimizerState copy = new OptimizerState(size, copies);
    copy.steps = steps;
    return copy;
  }

  /** Overwrites this state with another one of the same optimizer and size. */
  public void set(OptimizerState other) {
    for (int i = 0; i < moments.length; i++) {
      System.arraycopy(other.moments[i], 0, moments[i], 0, size);
    }
    steps = other.steps;
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
