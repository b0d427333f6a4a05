package dev.lockstep.nn.layer;

/**
 * The hyperbolic tangent, to 1.3 units in the last place: up to |z| = 1 by a polynomial, and beyond
 * as 1 - u with u = 2 e^-2|z| / (1 + e^-2|z|). The slope 1 - y^2 is u (2 - u) there, which stays
 * right to 6 units where y has long been 1.
 */
public record Tanh() implements Activation {
  private static final float U_AT_1;
  private static final float SLOPE_AT_1;

  static {
    float n = Exponential.exponent(-2f);
    U_AT_1 = complement(Exponential.fraction(-2f, n), Exponential.power(n));
    SLOPE_AT_1 = U_AT_1 * (2f - U_AT_1);
  }

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
    }
  }

  private static void powers(float[] z, float[] power, int from, int to) {
    for (int i = from; i < to; i++) {
      power[i] = Exponential.power(Exponential.exponent(argument(z[i])));
    }
  }

  /** powers = u(max(|z|, 1)). */
  private static void complements(float[] z, float[] powers, int from, int to) {
    for (int i = from; i < to; i++) {
      float v = argument(z[i]);
      powers[i] = complement(Exponential.fraction(v, Exponential.exponent(v)), powers[i]);
    }
  }

  /** Of the exponential e^-2 max(|z|, 1). */
  private static float argument(float z) {
    return Math.max(Exponential.LEAST, Math.min(-2f, -Math.abs(z + z)));
  }

  private static float complement(float fraction, float power) {
    float e = (1f + fraction) * (power * power);
    return 2f * e / (1f + e);
  }

  /**
   * z = tanh z, u = 1 - tanh^2: of the factors inside and beyond 1, one stays what it is at 1. For
   * |x| <= 1 the polynomial is off by 5e-9 of tanh x at most.
   */
  private static void values(float[] z, float[] u, int from, int to) {
    for (int i = from; i < to; i++) {
      float x = Math.max(-1f, Math.min(1f, z[i]));
      float s = x * x;
      float p = -3.5845215e-4f;
      p = p * s + 0.0023013651f;
      p = p * s - 0.007946108f;
      p = p * s + 0.021486659f;
      p = p * s - 0.0538798f;
      p = p * s + 0.13332345f;
      p = p * s - 0.33333296f;
      p = s * p;
      float inside = x + x * p;
      z[i] = x + x * (p + (U_AT_1 - u[i]));
      u[i] = (1f - inside) * (1f + inside) * (u[i] * (2f - u[i]) * (1f / SLOPE_AT_1));
    }
  }

  @Override
  public void backward(float[] slope, float[] dy, int from, int to) {
    for (int i = from; i < to; i++) {
      dy[i] *= slope[i];
    }
  }

  /** The slope is 1 - y^2, and 1 at the steepest place. */
  @Override
  public boolean isFlat(float y) {
    return 1 - (double) y * y < 0.01;
  }

  @Override
  public String kind() {
    return "tanh";
  }
}
