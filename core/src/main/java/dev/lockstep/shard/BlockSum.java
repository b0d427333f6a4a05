package dev.lockstep.shard;

/**
 * Adds a block of numbers, and their squares, to {@link ExactSum}s with a few additions of doubles
 * for each, none of which rounds. That works for numbers of float32's precision that are not too
 * far apart, such as nearly all columns hold; other blocks are refused.
 */
final class BlockSum {
  private static final int BLOCK_BITS = 7;

  /** Numbers in a block, at most. */
  static final int MOST_VALUES = 1 << BLOCK_BITS;

  /** The bits of a double's fraction that are 0 if float32's 24 bits are enough for it. */
  private static final long BEYOND_FLOAT = (1L << 29) - 1;

  /**
   * Numbers below 2^e and not below 2^(e - SPREAD) are multiples of 2^(e - SPREAD - 23), and their
   * squares, below 2^2e, of the square of that: at most 92 bits, which two slices hold. Each slice
   * is 46 bits wide, for 2^7 of them to add up to 53 bits.
   */
  private static final int SPREAD = 23;

  private static final int SLICE_BITS = 53 - BLOCK_BITS;

  private static final int FRACTION_BITS = 52;
  private static final int BIAS = 1023;

  /** Squares of numbers beyond 2^+-400, and their slices, might overflow or lose bits. */
  private static final int MOST_EXPONENT = 400;

  private BlockSum() {}

  /** Adds values[0 .. n) and their squares; or returns false and adds nothing. */
  static boolean add(double[] values, int n, ExactSum sum, ExactSum squares) {
    long most = 0;
    long least = Long.MAX_VALUE;
    long all = 0;
    for (int i = 0; i < n; i++) {
      long bits = Double.doubleToRawLongBits(values[i]);
      all |= bits;
      most = Math.max(most, bits & Long.MAX_VALUE);
      least =
          Math.min(least, (bits - 1) & Long.MAX_VALUE); // A zero is no obstacle: it is the most.
    }
    if (most == 0) {
      return true;
    }
    int exponent = exponent(most) + 1;
    if ((all & BEYOND_FLOAT) != 0
        || Math.abs(exponent) > MOST_EXPONENT
        || exponent - exponent(least) > SPREAD) {
      return false;
    }
    addExactly(values, n, exponent, sum, squares);
    return true;
  }

  /**
   * The same where all numbers but zeros are known to lie below 2^exponent, and not below it by
   * more than the spread: so it is tried with what was found of other numbers of the column, by
   * less work for each number. Returns false, having added nothing, if they do not.
   */
  static boolean add(double[] values, int n, int exponent, ExactSum sum, ExactSum squares) {
    long least = (long) (exponent - SPREAD + BIAS) << FRACTION_BITS;
    long most = ((long) (exponent + BIAS) << FRACTION_BITS) - 1;
    long fine = 0;
    long outside = 0;
    for (int i = 0; i < n; i++) {
      long bits = Double.doubleToRawLongBits(values[i]);
      long magnitude = bits & Long.MAX_VALUE;
      fine |= bits;
      // Signs: below the least, but not 0; beyond the most.
      outside |= ((magnitude - least) & -magnitude) | (most - magnitude);
    }
    if (outside < 0 || (fine & BEYOND_FLOAT) != 0) {
      return false;
    }
    addExactly(values, n, exponent, sum, squares);
    return true;
  }

  /** The exponent of the most of some numbers, for those of others; 0 if they are all 0. */
  static int exponent(double[] values, int n) {
    long most = 0;
    for (int i = 0; i < n; i++) {
      most = Math.max(most, Double.doubleToRawLongBits(values[i]) & Long.MAX_VALUE);
    }
    int exponent = exponent(most) + 1;
    return Math.abs(exponent) > MOST_EXPONENT ? 0 : exponent;
  }

  /** The e of a positive double's bits, for which 2^e <= x < 2^(e + 1). */
  private static int exponent(long bits) {
    return (int) (bits >>> FRACTION_BITS) - BIAS;
  }

  private static void addExactly(
      double[] values, int n, int exponent, ExactSum sum, ExactSum squares) {
    // Adding it to what is below 2^2e rounds that to a multiple of 2^(2e - SLICE_BITS).
    double cut = Math.scalb(1.5, 2 * exponent + 52 - SLICE_BITS);
    double whole = 0;
    double high = 0;
    double low = 0;
    for (int i = 0; i < n; i++) {
      double x = values[i];
      double square = x * x;
      double first = (square + cut) - cut;
      whole += x;
      high += first;
      low += square - first;
    }
    sum.add(whole);
    squares.addToSquares(high);
    squares.addToSquares(low);
  }
}
