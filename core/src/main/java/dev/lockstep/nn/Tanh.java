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
   * tanh x to 4 units in the last place, without a branch: the rational minimax approximation of
   * degree (13, 6) on [-7.9, 7.9], beyond which the float32 result is 1 (Eigen, ptanh).
   */
  static float of(float value) {
    float x = Math.max(-7.90531110763549805f, Math.min(7.90531110763549805f, value));
    float s = x * x;
    float p = -2.76076847742355e-16f;
    p = p * s + 2.00018790482477e-13f;
    p = p * s + -8.60467152213735e-11f;
    p = p * s + 5.12229709037114e-08f;
    p = p * s + 1.48572235717979e-05f;
    p = p * s + 6.37261928875436e-04f;
    p = p * s + 4.89352455891786e-03f;
    float q = 1.19825839466702e-06f;
    q = q * s + 1.18534705686654e-04f;
    q = q * s + 2.26843463243900e-03f;
    q = q * s + 4.89352518554385e-03f;
    return x * p / q;
  }

  @Override
  public String kind() {
    return "tanh";
  }
}
