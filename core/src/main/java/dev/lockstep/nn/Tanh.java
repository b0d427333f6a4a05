package dev.lockstep.nn;

/**
 * The hyperbolic tangent, to 1.3 units in the last place: up to |z| = 1 by a polynomial, and beyond
 * as 1 - u with u = 2 e^-2|z| / (1 + e^-2|z|). The slope 1 - y^2 is u (2 - u) there, which stays
 * right to 6 units where y has long been 1.
 */
public record Tanh() implements Activation {
  private static final float U_AT_1 = complement(1f + fraction(1f), power(1f));
  private static final float SLOPE_AT_1 = U_AT_1 * (2f - U_AT_1);
  private static final float TANH_1 = near(1f, 0f);

  @Override
  public boolean keepsSlope() {
    return true;
  }

  @Override
  public void forward(float[] y, float[] slope, int from, int to) {
    for (int i = from; i < to; i += Exponential.BLOCK) {
      int end = Math.min(to, i + Exponential.BLOCK);
      powers(y, slope, i, end);
      complements(y, slope, i, end);
      values(y, slope, i, end);
      slopes(y, slope, i, end);
    }
  }

  private static void powers(float[] z, float[] power, int from, int to) {
    for (int i = from; i < to; i++) {
      power[i] = power(z[i]);
    }
  }

  /** powers = u(max(|z|, 1)). */
  private static void complements(float[] z, float[] powers, int from, int to) {
    for (int i = from; i < to; i++) {
      powers[i] = complement(1f + fraction(z[i]), powers[i]);
    }
  }

  /** z = tanh z. */
  private static void values(float[] z, float[] u, int from, int to) {
    for (int i = from; i < to; i++) {
      float x = Math.max(-1f, Math.min(1f, z[i]));
      z[i] = near(x, U_AT_1 - u[i]);
    }
  }

  /** u = 1 - tanh^2: one of the two factors stays what it is at 1. */
  private static void slopes(float[] y, float[] u, int from, int to) {
    for (int i = from; i < to; i++) {
      float t = Math.max(-TANH_1, Math.min(TANH_1, y[i]));
      u[i] = (1f - t) * (1f + t) * (u[i] * (2f - u[i]) * (1f / SLOPE_AT_1));
    }
  }

  /** Of the exponential e^-2 max(|z|, 1). */
  private static float power(float z) {
    return Exponential.power(Exponential.whole(Math.max(2f, Math.abs(z + z))));
  }

  private static float fraction(float z) {
    return Exponential.fraction(Math.max(2f, Math.abs(z + z)));
  }

  private static float complement(float fraction, float power) {
    float e = fraction * power * Exponential.SCALE;
    return 2f * e / (1f + e);
  }

  /**
   * tanh x for |x| <= 1, where the polynomial is off by 5e-9 of it at most, and further from 0 by
   * what is beyond.
   */
  private static float near(float x, float beyond) {
    float s = x * x;
    float p = -3.5845215e-4f;
    p = p * s + 0.0023013651f;
    p = p * s - 0.007946108f;
    p = p * s + 0.021486659f;
    p = p * s - 0.0538798f;
    p = p * s + 0.13332345f;
    p = p * s - 0.33333296f;
    return x + x * (s * p + beyond);
  }

  @Override
  public void backward(float[] slope, float[] dy, int from, int to) {
    for (int i = from; i < to; i++) {
      dy[i] *= slope[i];
    }
  }

  @Override
  public String kind() {
    return "tanh";
  }
}
