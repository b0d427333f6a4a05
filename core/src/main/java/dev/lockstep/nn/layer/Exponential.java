package dev.lockstep.nn.layer;

/**
 * e^v in pieces that a vectorized loop can use: e^v = u^2 (1 + f), where u is the power of two
 * nearest to e^(v/2). There is neither a branch nor a look at the bits of a float, which HotSpot
 * would not vectorize, and each piece is short enough for a loop of its own to be unrolled.
 */
final class Exponential {
  /** Elements that a function's loops take one after the other, so that they stay near. */
  static final int BLOCK = 1024;

  /** e^v rounds to 0 from here downwards. */
  static final float LEAST = -105f;

  /** A sum with it has no room for a fraction: 1.5 * 2^23. */
  private static final float ROUND = 0x1.8p23f;

  private static final float LOG4_E = 0.7213475f;

  /** ln 4 in two parts, of which the first has so few digits that n times it is exact. */
  private static final float LN4_HIGH = 0x1.63p0f;

  private static final float LN4_LOW = -4.2438888e-4f;

  private Exponential() {}

  /** n, exactly, where u = 2^n. */
  static float exponent(float v) {
    return (v * LOG4_E + ROUND) - ROUND;
  }

  /** f = e^(v - n ln 4) - 1, between -0.5 and 1; its polynomial is off by 1e-9 at most. */
  static float fraction(float v, float n) {
    float r = (v - n * LN4_HIGH) - n * LN4_LOW;
    float q = 2.444002e-5f;
    q = q * r + 2.0109906e-4f;
    q = q * r + 0.0013893705f;
    q = q * r + 0.008332527f;
    q = q * r + 0.041666526f;
    q = q * r + 0.16666675f;
    q = q * r + 0.5f;
    return r + r * r * q;
  }

  /**
   * u = 2^n, exactly, for n from -76 to 52: a polynomial to the power 64 is nearer to sqrt(2) times
   * it than to any other power of two times that, and what is above the power of two is taken away
   * (Rump, Ogita and Oishi, 2008, the unit in the first place).
   */
  static float power(float n) {
    float p = 1.824979e-7f;
    p = p * n + 6.035666e-5f;
    p = p * n + 0.010956446f;
    p = p * n + 1.0051095f;
    p *= p;
    p *= p;
    p *= p;
    p *= p;
    p *= p;
    p *= p;
    float h = p * (0x1p23f + 1f);
    return Math.abs(h - (1f - 0x1p-24f) * h);
  }
}
