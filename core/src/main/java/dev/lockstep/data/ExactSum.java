package dev.lockstep.data;

import java.math.BigInteger;

/**
 * Sums of doubles and of their squares without any rounding: fixed-point numbers wide enough for
 * every finite double, as signed digits of 32 bits in longs, whose carries are left for later
 * (Kulisch, "Computer arithmetic and validity", 2008).
 */
final class ExactSum {
  /** A sum counts units of 2^-SCALE, half the smallest double; a sum of squares, their squares. */
  static final int SCALE = 1075;

  /** An addition changes a digit by less than 2^33: carries must not wait for more than these. */
  static final int MOST_UNCARRIED = 1 << 29;

  /** A double of biased exponent e, below 2047, reaches the digits e/32 to e/32 + 2. */
  private static final int SUM_DIGITS = 66;

  /** The square of that double reaches the digits 2e/32 to 2e/32 + 4. */
  private static final int SQUARES_DIGITS = 132;

  private static final long DIGIT = 0xFFFFFFFFL;

  private ExactSum() {}

  /** The digits of 0, for {@link #add}. */
  static long[] ofValues() {
    return new long[SUM_DIGITS];
  }

  /** The digits of 0, for {@link #addSquare}. */
  static long[] ofSquares() {
    return new long[SQUARES_DIGITS];
  }

  /** The biased exponent e of x = +-m * 2^(e - SCALE); 2047 if x is not finite. */
  static int exponent(double x) {
    return (int) (Double.doubleToRawLongBits(x) >>> 52) & 0x7FF;
  }

  /** The m of that. */
  private static long mantissa(double x, int exponent) {
    long fraction = Double.doubleToRawLongBits(x) & 0xFFFFFFFFFFFFFL;
    return exponent == 0 ? fraction << 1 : fraction | 1L << 52;
  }

  /** sum += x, which is finite. */
  static void add(long[] sum, double x) {
    add(sum, x, 0);
  }

  /** squares += x, which is finite: a part of a square, or a sum of such parts. */
  static void addToSquares(long[] squares, double x) {
    add(squares, x, SCALE);
  }

  /** sum += x in units of 2^-(SCALE + finer). */
  private static void add(long[] sum, double x, int finer) {
    int e = exponent(x);
    long m = mantissa(x, e);
    int place = e + finer;
    int i = place >>> 5;
    long low = (m & DIGIT) << (place & 31);
    long high = (m >>> 32) << (place & 31);
    long sign = Double.doubleToRawLongBits(x) >> 63 | 1;
    sum[i] += sign * (low & DIGIT);
    sum[i + 1] += sign * ((low >>> 32) + (high & DIGIT));
    sum[i + 2] += sign * (high >>> 32);
  }

  /** sum += x^2; x is finite. */
  static void addSquare(long[] sum, double x) {
    int e = exponent(x);
    long m = mantissa(x, e);
    int i = e >>> 4;
    int shift = 2 * e & 31;
    long low = m * m;
    long high = Math.multiplyHigh(m, m);
    long a = (low & DIGIT) << shift;
    long b = (low >>> 32) << shift;
    long c = (high & DIGIT) << shift;
    long d = (high >>> 32) << shift;
    sum[i] += a & DIGIT;
    sum[i + 1] += (a >>> 32) + (b & DIGIT);
    sum[i + 2] += (b >>> 32) + (c & DIGIT);
    sum[i + 3] += (c >>> 32) + (d & DIGIT);
    sum[i + 4] += d >>> 32;
  }

  /** sum += other; both carried. */
  static void add(long[] sum, long[] other) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other[i];
    }
  }

  /** Brings every digit but the last, which keeps the sign, into [0, 2^32). */
  static void carry(long[] sum) {
    for (int i = 0; i < sum.length - 1; i++) {
      sum[i + 1] += sum[i] >> 32;
      sum[i] &= DIGIT;
    }
  }

  /** The sum in its units. */
  static BigInteger value(long[] sum) {
    BigInteger value = BigInteger.ZERO;
    for (int i = sum.length - 1; i >= 0; i--) {
      value = value.shiftLeft(32).add(BigInteger.valueOf(sum[i]));
    }
    return value;
  }
}
