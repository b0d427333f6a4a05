package dev.lockstep.spark.exchange.message;

import java.nio.ByteBuffer;

/**
 * Gradients as numbers of IEEE 754 binary16, which Java 17 does not know. A chunk of them is
 * multiplied by a power of two that brings the largest near the top of the range; before the
 * numbers that power's inverse, the sum of their squared errors and that of their squares.
 */
final class Float16 {
  /** Of a chunk. */
  static final int HEADER_BYTES = Float.BYTES + 2 * Double.BYTES;

  /** The largest of a chunk becomes less than 2^15. */
  private static final int TOP_EXPONENT = 14;

  private static final int SIGN = 0x8000;
  private static final int INFINITY = 0x7C00;
  private static final int QUIET_NAN = 0x7E00;
  private static final int FLOAT_INFINITY = 0x7F800000;

  /** The bits of 2^-14, the smallest normal number, and of the exponents' difference. */
  private static final int SMALLEST_NORMAL = 0x38800000;

  private static final int REBIAS = 0x38000000;
  private static final int DROPPED_BITS = 13;

  private Float16() {}

  /** Writes a chunk of count numbers from one on. */
  static void put(float[] numbers, int from, int count, ByteBuffer frame) {
    float largest = 0;
    for (int i = from; i < from + count; i++) {
      largest = Math.max(largest, Math.abs(numbers[i]));
    }
    float scale = scale(largest);
    float unit = 1 / scale;
    int header = frame.position();
    frame.position(header + HEADER_BYTES);
    double error = 0;
    double norm = 0;
    for (int i = from; i < from + count; i++) {
      short half = of(numbers[i] * scale);
      frame.putShort(half);
      double off = (double) toFloat(half) * unit - numbers[i];
      error += off * off;
      norm += (double) numbers[i] * numbers[i];
    }
    frame.putFloat(header, unit);
    frame
        .putDouble(header + Float.BYTES, error)
        .putDouble(header + Float.BYTES + Double.BYTES, norm);
  }

  /** A power of two whose inverse is a normal number too. */
  private static float scale(float largest) {
    if (!(largest > 0) || Float.isInfinite(largest)) {
      return 1;
    }
    int exponent = TOP_EXPONENT - Math.getExponent(largest);
    return Math.scalb(1f, Math.max(Float.MIN_EXPONENT, Math.min(-Float.MIN_EXPONENT, exponent)));
  }

  /** Reads a chunk of count numbers to one on. */
  static void get(ByteBuffer frame, float[] numbers, int to, int count, CompressionError error) {
    float unit = frame.getFloat();
    error.add(frame.getDouble(), frame.getDouble());
    for (int i = to; i < to + count; i++) {
      numbers[i] = toFloat(frame.getShort()) * unit;
    }
  }

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
