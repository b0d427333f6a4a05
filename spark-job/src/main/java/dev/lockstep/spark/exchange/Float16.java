package dev.lockstep.spark.exchange;

/** Numbers of IEEE 754 binary16, which Java 17 does not know. */
final class Float16 {
  private static final int SIGN = 0x8000;
  private static final int INFINITY = 0x7C00;
  private static final int QUIET_NAN = 0x7E00;
  private static final int FLOAT_INFINITY = 0x7F800000;

  /** The bits of 2^-14, the smallest normal number, and of the exponents' difference. */
  private static final int SMALLEST_NORMAL = 0x38800000;

  private static final int REBIAS = 0x38000000;
  private static final int DROPPED_BITS = 13;

  private Float16() {}

  /** The nearest number, ties to even; beyond 65,519 infinity. */
  static short of(float x) {
    int bits = Float.floatToRawIntBits(x);
    int sign = (bits >>> 16) & SIGN;
    int magnitude = bits & Integer.MAX_VALUE;
    if (magnitude >= FLOAT_INFINITY) {
      return (short) (sign | (magnitude > FLOAT_INFINITY ? QUIET_NAN : INFINITY));
    }
    if (magnitude < SMALLEST_NORMAL) {
      // In units of 2^-24, of which the smallest normal number has 1024: a carry is no exception.
      return (short) (sign | (int) Math.rint(Math.abs(x) * 0x1p24f));
    }
    int odd = (magnitude >>> DROPPED_BITS) & 1;
    int rounded = magnitude - REBIAS + (1 << (DROPPED_BITS - 1)) - 1 + odd;
    return (short) (sign | Math.min(rounded >>> DROPPED_BITS, INFINITY));
  }

  /** The same number. */
  static float toFloat(short half) {
    int magnitude = half & ~SIGN & 0xFFFF;
    float sign = half < 0 ? -1 : 1;
    if (magnitude < 1 << 10) {
      return sign * magnitude * 0x1p-24f;
    }
    int bits =
        magnitude < INFINITY
            ? (magnitude << DROPPED_BITS) + REBIAS
            : FLOAT_INFINITY | (magnitude << DROPPED_BITS);
    return sign * Float.intBitsToFloat(bits);
  }
}
