package dev.lockstep.nn;

/**
 * e^-v for v >= 0 in pieces that a vectorized loop can use: e^-v = 2^-k (1 + f), where k is the
 * whole number nearest to v / ln 2. There is neither a branch nor a look at the bits of a float,
 * which HotSpot would not vectorize, and each piece is short enough for a loop of its own to be
 * unrolled.
 */
final class Exponential {
  /** Elements that a function's loops take one after the other, so that they stay near. */
  static final int BLOCK = 1024;

  /** What {@link #power} is too large by, which keeps it a normal number: 2^40. */
  static final float SCALE = 0x1p-40f;

  /** e^-v rounds to 0 from here on. */
  private static final float MOST = 105f;

  /** A sum with it has no room for a fraction: 1.5 * 2^23. */
  private static final float ROUND = 0x1.8p23f;

  private static final float LOG2_E = 1.442695f;

  /** ln 2 in two parts, of which the first has so few digits that k times it is exact. */
  private static final float LN2_HIGH = 0x1.63p-1f;

  private static final float LN2_LOW = -2.1219444e-4f;

  private Exponential() {}

  /** k, exactly. */
  static float whole(float v) {
    return (Math.min(v, MOST) * LOG2_E + ROUND) - ROUND;
  }

  /** f = e^(k ln 2 - v) - 1, between -0.3 and 0.42; its polynomial is off by 3e-9 at most. */
  static float fraction(float v) {
    float k = whole(v);
    float s = (k * LN2_HIGH - Math.min(v, MOST)) + k * LN2_LOW;
    float q = 0.0013814467f;
    q = q * s + 0.008368781f;
    q = q * s + 0.041668393f;
    q = q * s + 0.1666652f;
    q = q * s + 0.49999994f;
    return s + s * s * q;
  }

  /**
   * 2^-k / {@link #SCALE}, exactly, for k from 0 to 152: a polynomial to the power 64 is nearer to
   * sqrt(2) times it than to any other power of two times that, and what is above the power of two
   * is taken away (Rump, Ogita and Oishi, 2008, the unit in the first place).
   */
  static float power(float k) {
    float p = -1.3933811e-7f;
    p = p * k + 7.3848e-5f;
    p = p * k - 0.01622113f;
    p = p * k + 1.546977f;
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
