package dev.lockstep.nn.loss;

/**
 * e^x in double, of the same bits on every processor and JVM, where {@link Math#exp} may differ in
 * the last of them, and {@link StrictMath#exp} takes about twice as long.
 */
final class Exp {
  /** e^x rounds to 0 as a float from here on, and is far from the smallest double. */
  private static final double LEAST = -150;

  /** A sum with it has no room for a fraction: 1.5 * 2^52. */
  private static final double ROUND = 0x1.8p52;

  private static final double LOG2_E = 1.4426950408889634;

  /** ln 2 in two parts, of which the first has so few digits that k times it is exact. */
  private static final double LN2_HIGH = 0x1.62e42ffp-1;

  private static final double LN2_LOW = -0x1.718432a1b0e26p-35;

  private Exp() {}

  /** e^x, off by 1e-12 of it at most, for x of at most 0; NaN for NaN. */
  static double of(double x) {
    double v = Math.max(x, LEAST);
    double k = (v * LOG2_E + ROUND) - ROUND;
    double s = (v - k * LN2_HIGH) - k * LN2_LOW;
    double s2 = s * s;
    // Pairs of terms of the series, so that the processor can compute them side by side.
    double low = (1 + s) + s2 * (1.0 / 2 + s * (1.0 / 6));
    double middle = (1.0 / 24 + s * (1.0 / 120)) + s2 * (1.0 / 720 + s * (1.0 / 5040));
    double high = (1.0 / 40320 + s * (1.0 / 362880)) + s2 * (1.0 / 3628800 + s * (1.0 / 39916800));
    double s4 = s2 * s2;
    double scale = Double.longBitsToDouble(((long) k + 1023) << 52);
    return (low + s4 * (middle + s4 * high)) * scale;
  }
}
