package dev.lockstep.shard;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Arrays;

/**
 * Count, mean and deviation of one column, mergeable. The sums are exact, so that every grouping of
 * the rows gives the same bits: the standardized features, and every bit trained from them, do not
 * depend on how the input is partitioned.
 */
public final class Moments implements Serializable {
  private static final long serialVersionUID = 1;

  /** Twice what a double holds. */
  private static final MathContext DIGITS = MathContext.DECIMAL128;

  /** Values that wait, as many as there are columns of numbers at first. */
  private static final int FEW = 8;

  private final ExactSum sum = ExactSum.ofValues();
  private final ExactSum squares = ExactSum.ofSquares();
  private final int most;
  private double[] waiting = new double[0];
  private int waits;
  private long count;
  private int uncarried;
  private boolean finite = true;

  /** Of the numbers that came last. */
  private transient int exponent;

  /** Of a column. */
  public Moments() {
    this(BlockSum.MOST_VALUES);
  }

  private Moments(int most) {
    this.most = most;
  }

  /** Of one of very many columns: less memory for more time. */
  public static Moments ofMany() {
    return new Moments(FEW);
  }

  /** Adds one value; NaN or an infinite one makes mean and deviation NaN. */
  public void add(double x) {
    if (waits == waiting.length) {
      makeRoom(1);
    }
    waiting[waits++] = x;
  }

  /** Adds that many zeros. */
  public void addZeros(long n) {
    count += n;
  }

  /** For more values, by adding those that wait where there are many. */
  private void makeRoom(int values) {
    if (waits == most) {
      settle();
    }
    int wanted = Math.max(FEW, Math.max(2 * waits, waits + values));
    if (wanted > waiting.length) {
      waiting = Arrays.copyOf(waiting, Math.min(most, wanted));
    }
  }

  /** Adds values[0 .. n). */
  public void addAll(double[] values, int n) {
    for (int from = 0; from < n; ) {
      makeRoom(n - from);
      int length = Math.min(n - from, waiting.length - waits);
      System.arraycopy(values, from, waiting, waits, length);
      waits += length;
      from += length;
    }
  }

  /** Brings what waits into the sums. */
  private void settle() {
    if (!BlockSum.add(waiting, waits, exponent, sum, squares)) {
      addUnlike();
    }
    count += waits;
    uncarried += BlockSum.MOST_VALUES;
    waits = 0;
    if (uncarried >= ExactSum.MOST_UNCARRIED) {
      carry();
    }
  }

  /** Adds what waits, of which it is not known how large it is. */
  private void addUnlike() {
    exponent = BlockSum.exponent(waiting, waits);
    if (!BlockSum.add(waiting, waits, sum, squares)) {
      for (int i = 0; i < waits; i++) {
        addAlone(waiting[i]);
      }
    }
  }

  private void addAlone(double x) {
    if (Double.isFinite(x)) {
      sum.add(x);
      squares.addSquare(x);
    } else {
      finite = false;
    }
  }

  /** Adds the moments of other rows. */
  public void merge(Moments other) {
    pack();
    other.pack();
    sum.add(other.sum);
    squares.add(other.squares);
    uncarried = 1;
    count += other.count;
    finite &= other.finite;
  }

  /** Gives the room for values that wait back, as before the moments are kept or shipped. */
  public void pack() {
    settle();
    carry();
    waiting = new double[0];
  }

  private void carry() {
    sum.carry();
    squares.carry();
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
    return ratio(sum.value(), BigInteger.valueOf(count), ExactSum.SCALE).doubleValue();
  }

  /** The population deviation; 0 for a constant column and without values. */
  public double deviation() {
    settle();
    if (!finite) {
      return Double.NaN;
    }
    // Variance = (n * sum of squares - sum^2) / n^2
    BigInteger n = BigInteger.valueOf(count);
    BigInteger numerator = n.multiply(squares.value()).subtract(sum.value().pow(2));
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
