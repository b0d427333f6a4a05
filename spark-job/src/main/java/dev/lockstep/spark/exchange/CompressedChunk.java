package dev.lockstep.spark.exchange;

import java.nio.ByteBuffer;

/**
 * Numbers of a gradient as float16, times a power of two that brings the largest near the top of
 * float16's range; before them that power, the sum of their squared errors and that of their
 * squares.
 */
final class CompressedChunk {
  static final int HEADER_BYTES = Float.BYTES + 2 * Double.BYTES;

  /** The largest becomes less than 2^15. */
  private static final int TOP_EXPONENT = 14;

  private CompressedChunk() {}

  /** Writes count numbers from one on. */
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
      short half = Float16.of(numbers[i] * scale);
      frame.putShort(half);
      double off = (double) Float16.toFloat(half) * unit - numbers[i];
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

  /** Reads count numbers to one on. */
  static void get(ByteBuffer frame, float[] numbers, int to, int count, CompressionError error) {
    float unit = frame.getFloat();
    error.add(frame.getDouble(), frame.getDouble());
    for (int i = to; i < to + count; i++) {
      numbers[i] = Float16.toFloat(frame.getShort()) * unit;
    }
  }
}
