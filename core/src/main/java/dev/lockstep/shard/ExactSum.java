package dev.lockstep.shard;

import java.io.Serializable;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * A sum of doubles, or of their squares, without any rounding: a fixed-point number wide enough for
 * every finite double, as signed digits of 32 bits in longs, whose carries are left for later
 * (Kulisch, "Computer arithmetic and validity", 2008). Only the digits between the lowest and the
 * highest that have been reached take memory: those of most columns are few.
 */
public final class ExactSum implements Serializable {
  private static final long serialVersionUID = 1;

  /** A sum counts units of 2^-SCALE, half the smallest double; a sum of squares, their squares. */
  static final int SCALE = 1075;

  /** An addition changes a digit by less than 2^33: carries must not wait for more than these. */
  static final int MOST_UNCARRIED = 1 << 29;

  /** A double of biased exponent e, below 2047, reaches the digits e/32 to e/32 + 2. */
  private static final int VALUE_DIGITS = 66;

  /** The square of that double reaches the digits 2e/32 to 2e/32 + 4. */
  private static final int SQUARES_DIGITS = 132;

  private static final long DIGIT = 0xFFFFFFFFL;

  private final int most;
  private int first;
  private long[] digits = new long[0];

  private ExactSum(int most) {
    this.most = most;
  }

  /** 0, for {@link #add(double)}. */
  static ExactSum ofValues() {
    return new ExactSum(VALUE_DIGITS);
  }

  /** 0, for {@link #addSquare} and {@link #addToSquares}. */
  static ExactSum ofSquares() {
    return new ExactSum(SQUARES_DIGITS);
  }

  /** The biased exponent e of x = +-m * 2^(e - SCALE); 2047 if x is not finite. */
  private static int exponent(double x) {
    return (int) (Double.doubleToRawLongBits(x) >>> 52) & 0x7FF;
  }

  /** The m of that. */
  private static long mantissa(double x, int exponent) {
    long fraction = Double.doubleToRawLongBits(x) & 0xFFFFFFFFFFFFFL;
    return exponent == 0 ? fraction << 1 : fraction | 1L << 52;
  }

  /** Adds x, which is finite. */
  void add(double x) {
    add(x, 0);
  }

  /** Adds x, which is finite, to squares: a part of a square, or a sum of such parts. */
  void addToSquares(double x) {
    add(x, SCALE);
  }

  /** Adds x in units of 2^-(SCALE + finer). */
  private void add(double x, int finer) {
    if (x == 0) {
      return;
    }
    int e = exponent(x);
    long m = mantissa(x, e);
    int place = e + finer;
    int i = reach(place >>> 5, 3);
    long low = (m & DIGIT) << (place & 31);
    long high = (m >>> 32) << (place & 31);
    long sign = Double.doubleToRawLongBits(x) >> 63 | 1;
    digits[i] += sign * (low & DIGIT);
    digits[i + 1] += sign * ((low >>> 32) + (high & DIGIT));
    digits[i + 2] += sign * (high >>> 32);
  }

  /** Adds x^2; x is finite. */
  void addSquare(double x) {
    if (x == 0) {
      return;
    }
    int e = exponent(x);
    long m = mantissa(x, e);
    int i = reach(e >>> 4, 5);
    int shift = 2 * e & 31;
    long low = m * m;
    long high = Math.multiplyHigh(m, m);
    long a = (low & DIGIT) << shift;
    long b = (low >>> 32) << shift;
    long c = (high & DIGIT) << shift;
    long d = (high >>> 32) << shift;
    digits[i] += a & DIGIT;
    digits[i + 1] += (a >>> 32) + (b & DIGIT);
    digits[i + 2] += (b >>> 32) + (c & DIGIT);
    digits[i + 3] += (c >>> 32) + (d & DIGIT);
    digits[i + 4] += d >>> 32;
  }

  /** Adds another sum of the same kind; both carried. */
  void add(ExactSum other) {
    if (other.digits.length == 0) {
      return;
    }
    int at = reach(other.first, other.digits.length);
    for (int i = 0; i < other.digits.length; i++) {
      digits[at + i] += other.digits[i];
    }
  }

  /** The index of a digit, from which on there are so many. */
  private int reach(int digit, int count) {
    int i = digit - first;
    if (i >= 0 && i + count <= digits.length) {
      return i;
    }
    if (digits.length == 0) {
      first = digit;
      digits = new long[count];
      return 0;
    }
    int from = Math.min(first, digit);
    int to = Math.max(first + digits.length, digit + count);
    long[] wider = new long[to - from];
    System.arraycopy(digits, 0, wider, first - from, digits.length);
    first = from;
    digits = wider;
    return digit - from;
  }

  /** Brings every digit but the last, which keeps the sign, into [0, 2^32). */
  void carry() {
    for (int i = 0; i < digits.length; i++) {
      long over = digits[i] >> 32;
      if (i == digits.length - 1) {
        if (over == 0 || over == -1 || first + digits.length == most) {
          return;
        }
        digits = Arrays.copyOf(digits, digits.length + 1);
      }
      digits[i + 1] += over;
      digits[i] &= DIGIT;
    }
  }

  /** The sum in its units. */
  BigInteger value() {
    BigInteger value = BigInteger.ZERO;
    for (int i = digits.length - 1; i >= 0; i--) {
      value = value.shiftLeft(32).add(BigInteger.valueOf(digits[i]));
    }
    return value.shiftLeft(32 * first);
  }
}
