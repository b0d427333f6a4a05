package dev.lockstep.nn.layer;

/** The activation y = max(z, 0), with derivative 0 at 0. */
public record Relu() implements Activation {
  /** Its square lifts the smallest positive float above 1. */
  private static final float HUGE = 0x1p127f;

  @Override
  public void forward(float[] y, float[] kept, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = Math.max(y[i], 0f);
    }
  }

  /**
   * The derivative as min(y * 2^254, 1), which is 1 for every positive float and 0 at 0: a
   * comparison would not be vectorized.
   */
  @Override
  public void backward(float[] y, float[] dy, int from, int to) {
    for (int i = from; i < to; i++) {
      dy[i] *= Math.min(y[i] * HUGE * HUGE, 1f);
    }
  }

  @Override
  public boolean isFlat(float y) {
    return y == 0;
  }

  @Override
  public String kind() {
    return "relu";
  }
}
