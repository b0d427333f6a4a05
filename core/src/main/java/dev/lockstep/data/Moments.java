package dev.lockstep.data;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * Count, mean and deviation of one column, mergeable. The sums are exact, so that every grouping of
 * the rows gives the same bits: the standardized features, and every bit trained from them, do not
 * depend on how the input is partitioned.
 */
public final class Moments implements Serializable {
  private static final long serialVersionUID = 1;

  /** Twice what a double holds. */
  private static final MathContext DIGITS = MathContext.DECIMAL128;

  private final long[] sum = ExactSum.ofValues();
  private final long[] squares = ExactSum.ofSquares();
  private final double[] waiting = new double[BlockSum.MOST_VALUES];
  private int waits;
  private long count;
  private int uncarried;
  private boolean finite = true;

  /** Adds one value; NaN or an infinite one makes mean and deviation NaN. */
  public void add(double x) {
    waiting[waits++] = x;
    if (waits == waiting.length) {
      settle();
    }
  }

  /** Adds values[0 .. n). */
  public void addAll(double[] values, int n) {
    for (int from = 0; from < n; ) {
      int length = Math.min(n - from, waiting.length - waits);
      System.arraycopy(values, from, waiting, waits, length);
      waits += length;
      from += length;
      if (waits == waiting.length) {
        settle();
      }
    }
  }

  /** Brings what waits into the sums. */
  private void settle() {
    if (!BlockSum.add(waiting, waits, sum, squares)) {
      for (int i = 0; i < waits; i++) {
        addAlone(waiting[i]);
      }
    }
    count += waits;
    uncarried += BlockSum.MOST_VALUES;
    waits = 0;
    if (uncarried >= ExactSum.MOST_UNCARRIED) {
      carry();
    }
  }

  private void addAlone(double x) {
    if (Double.isFinite(x)) {
      ExactSum.add(sum, x);
      ExactSum.addSquare(squares, x);
    } else {
      finite = false;
    }
  }

  /** Adds the moments of other rows. */
  public void merge(Moments other) {
    settle();
    other.settle();
    carry();
    other.carry();
    ExactSum.add(sum, other.sum);
    ExactSum.add(squares, other.squares);
    uncarried = 1;
    count += other.count;
    finite &= other.finite;
  }

  private void carry() {
    ExactSum.carry(sum);
    ExactSum.carry(squares);
    uncarried = 0;
  }

  /** Number of values. */
  public long count() {
    return count + waits;
  }

  /** The mean; 0 without values. */
  public double mean() {
    settle();
    if (!finite) {
      return Double.NaN;
    }
    return ratio(ExactSum.value(sum), BigInteger.valueOf(count), ExactSum.SCALE).doubleValue();
  }

  /** The population deviation; 0 for a constant column and without values. */
  public double deviation() {
    settle();
    if (!finite) {
      return Double.NaN;
    }
    // Variance = (n * sum of squares - sum^2) / n^2
    BigInteger n = BigInteger.valueOf(count);
    BigInteger numerator = n.multiply(ExactSum.value(squares)).subtract(ExactSum.value(sum).pow(2));
    return ratio(numerator, n.pow(2), 2 * ExactSum.SCALE).sqrt(DIGITS).doubleValue();
  }

  /** numerator / (denominator * 2^scale). */
  private static BigDecimal ratio(BigInteger numerator, BigInteger denominator, int scale) {
    if (numerator.signum() == 0) {
      return BigDecimal.ZERO;
    }
    int common = Math.min(numerator.getLowestSetBit(), scale);
    return new BigDecimal(numerator.shiftRight(common))
        .divide(new BigDecimal(denominator.shiftLeft(scale - common)), DIGITS);
  }
}
