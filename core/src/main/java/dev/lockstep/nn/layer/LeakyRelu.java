package dev.lockstep.nn.layer;

/**
 * The activation y = z for z > 0, otherwise slope * z; slope lies in (0, 1). PyTorch's default
 * slope is 0.01.
 */
public record LeakyRelu(float slope) implements Activation {
  public static final float DEFAULT_SLOPE = 0.01f;
  private static final float HUGE = 0x1p127f;

  public LeakyRelu {
    if (!(slope > 0 && slope < 1)) {
      throw new IllegalArgumentException(
          "the slope of leaky_relu must lie in (0, 1), not " + slope);
    }
  }

  @Override
  public void forward(float[] y, float[] kept, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = Math.max(y[i], slope * y[i]);
    }
  }

  /** The derivative as y * 2^254 limited to [slope, 1]: a comparison would not be vectorized. */
  @Override
  public void backward(float[] y, float[] dy, int from, int to) {
    for (int i = from; i < to; i++) {
      dy[i] *= Math.max(Math.min(y[i] * HUGE * HUGE, 1f), slope);
    }
  }

  @Override
  public String kind() {
    return "leaky_relu";
  }
}
