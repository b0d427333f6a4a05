package dev.lockstep.nn;

/** The hyperbolic tangent. */
public record Tanh() implements Activation {
  @Override
  public void forward(float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = of(y[i]);
    }
  }

  @Override
  public void backward(float[] y, float[] dy, int from, int to) {
    for (int i = from; i < to; i++) {
      dy[i] *= 1f - y[i] * y[i];
    }
  }

  /**
   * tanh x to 4.2e-7, 7 units in the last place, without a branch: the rational minimax
   * approximation of degree (13, 6) on [-7.9, 7.9], beyond which the float32 result is 1 (Eigen,
   * ptanh).
   */
  static float of(float value) {
    float x = Math.max(-7.905311f, Math.min(7.905311f, value));
    float s = x * x;
    float p = -2.7607684e-16f;
    p = p * s + 2.000188e-13f;
    p = p * s + -8.604672e-11f;
    p = p * s + 5.1222973e-8f;
    p = p * s + 1.48572235e-5f;
    p = p * s + 6.3726195e-4f;
    p = p * s + 4.8935246e-3f;
    float q = 1.1982584e-6f;
    q = q * s + 1.1853471e-4f;
    q = q * s + 2.2684347e-3f;
    q = q * s + 4.893525e-3f;
    return x * p / q;
  }

  @Override
  public String kind() {
    return "tanh";
  }
}
