package dev.lockstep.shard;

import java.io.Serializable;
import java.util.Arrays;

/**
 * How often which values occur in a column: exactly, while it has no more than a given number of
 * different ones; otherwise by ranges, the finest that are no more than that. Ranges are those of
 * the doubles that agree in their sign, exponent and first bits of the fraction, so that they are
 * narrow beside the values in them. Mergeable, and a function of the values alone: any order and
 * any grouping of them gives the same quantiles, to the bit. Every value counts once, whatever its
 * example weighs, as in {@link Moments}.
 */
public final class QuantileSketch implements Serializable {
  private static final long serialVersionUID = 1;

  /** Two are kept apart by their signs, however coarse the ranges. */
  private static final int LEAST_RANGES = 2;

  private static final int FEW_SLOTS = 8;

  private final int most;

  /** Ranges hold the values whose {@link #key} agrees but for the last so many bits. */
  private int shift;

  /** A hash table with linear probing: slot i has a range at 2i, its count, or 0, at 2i + 1. */
  private long[] table = new long[2 * FEW_SLOTS];

  /** Until {@link #settle} there may be half as many again, lest each new one cost a new table. */
  private int ranges;

  private long count;
  private double least = Double.POSITIVE_INFINITY;
  private double greatest = Double.NEGATIVE_INFINITY;

  /** With so many ranges at most, from 2: if a power of two, of 32 bytes each. */
  public QuantileSketch(int most) {
    this.most = Math.max(LEAST_RANGES, most);
  }

  /** For the least and the greatest value alone. */
  public static QuantileSketch ofExtremes() {
    return new QuantileSketch(LEAST_RANGES);
  }

  /** Number of values. */
  public long count() {
    return count;
  }

  /** Bytes that it takes. */
  public long bytes() {
    return (long) Long.BYTES * table.length;
  }

  /** The least value; infinite if there is none. */
  public double least() {
    return least;
  }

  /** The greatest value; infinite if there is none. */
  public double greatest() {
    return greatest;
  }

  /** Adds values[0 .. n), none of them NaN. */
  public void addAll(double[] values, int n) {
    for (int i = 0; i < n; i++) {
      add(values[i], 1);
    }
  }

  /** Adds a value, which is not NaN, that many times. */
  public void add(double x, long times) {
    if (times > 0) {
      double value = x + 0.0; // -0.0 becomes 0.0
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
      count += times;
      count(key(value) >> shift, times);
    }
  }

  /** Makes the ranges no more than they may be, so that the sketch depends on its values alone. */
  public void settle() {
    if (ranges > most) {
      coarsen(excess());
    }
  }

  /** Adds the values of another sketch with as many ranges. */
  public void merge(QuantileSketch other) {
    least = Math.min(least, other.least);
    greatest = Math.max(greatest, other.greatest);
    count += other.count;
    coarsen(Math.max(0, other.shift - shift));
    for (int i = 0; i < other.table.length; i += 2) {
      if (other.table[i + 1] > 0) {
        count(other.table[i] >> (shift - other.shift), other.table[i + 1]);
      }
    }
  }

  /** The bits of a double as an integer that ascends with it. */
  private static long key(double x) {
    return flip(Double.doubleToRawLongBits(x));
  }

  private static long flip(long bits) {
    return bits ^ ((bits >> 63) & Long.MAX_VALUE);
  }

  private void count(long range, long times) {
    int slot = slot(range);
    table[slot + 1] += times;
    if (table[slot + 1] == times) {
      table[slot] = range;
      ranges++;
      if (ranges > most + most / 2) {
        settle();
      } else if (4 * ranges > table.length && ranges < most) {
        rebuild(2 * table.length, 0);
      }
    }
  }

  /**
   * Where a range is, or would be. The first bits are mixed into the last, which are zeros in whole
   * numbers, and would be in their products.
   */
  private int slot(long range) {
    int mask = table.length - 1;
    int slot = (int) (((range ^ (range >>> 45)) * 0x9E3779B97F4A7C15L) >>> 32) << 1 & mask;
    while (table[slot + 1] > 0 && table[slot] != range) {
      slot = slot + 2 & mask;
    }
    return slot;
  }

  /** By how many bits all ranges must become coarser for them not to be too many. */
  private int excess() {
    int[] together = new int[Long.SIZE + 1];
    long[] sorted = sorted();
    for (int i = 1; i < sorted.length; i++) {
      together[Long.SIZE - Long.numberOfLeadingZeros(sorted[i] ^ sorted[i - 1])]++;
    }
    int bits = 0;
    for (int left = ranges; left > most; left -= together[bits]) {
      bits++;
    }
    return bits;
  }

  private void coarsen(int bits) {
    if (bits > 0) {
      shift += bits;
      rebuild(table.length, bits);
    }
  }

  private void rebuild(int length, int bits) {
    long[] before = table;
    table = new long[length];
    ranges = 0;
    for (int i = 0; i < before.length; i += 2) {
      if (before[i + 1] > 0) {
        count(before[i] >> bits, before[i + 1]);
      }
    }
  }

  /** The ranges, ascending. */
  private long[] sorted() {
    long[] sorted = new long[ranges];
    int n = 0;
    for (int i = 0; i < table.length; i += 2) {
      if (table[i + 1] > 0) {
        sorted[n++] = table[i];
      }
    }
    Arrays.sort(sorted);
    return sorted;
  }

  /**
   * The least value, the parts - 1 quantiles between, and the greatest: element i is the value of
   * rank (count - 1) i / parts, from 0, between two ranks on the straight line. The values of a
   * range count as evenly spread over it.
   *
   * @throws IllegalStateException without values
   */
  public double[] quantiles(int parts) {
    if (count == 0) {
      throw new IllegalStateException("there are no quantiles of no values");
    }
    settle();
    Ranks ranks = new Ranks();
    double[] quantiles = new double[parts + 1];
    quantiles[0] = least;
    quantiles[parts] = greatest;
    for (int i = 1; i < parts; i++) {
      // Below 2^63 for 2^50 values and 2^12 parts.
      long rank = (count - 1) * i / parts;
      double beyond = (double) ((count - 1) * i % parts) / parts;
      double low = ranks.value(rank);
      quantiles[i] = beyond == 0 ? low : low + beyond * (ranks.value(rank + 1) - low);
    }
    return quantiles;
  }

  /** The values by their ranks, from 0. */
  private final class Ranks {
    private final long[] sorted = sorted();
    private final long[] ends = new long[sorted.length];

    Ranks() {
      long end = 0;
      for (int i = 0; i < sorted.length; i++) {
        end += table[slot(sorted[i]) + 1];
        ends[i] = end;
      }
    }

    double value(long rank) {
      int at = Arrays.binarySearch(ends, rank + 1);
      int range = at < 0 ? -at - 1 : at;
      long first = Math.max(sorted[range] << shift, key(least));
      long last = Math.min((sorted[range] << shift) + ((1L << shift) - 1), key(greatest));
      long before = range == 0 ? 0 : ends[range - 1];
      double share = (rank - before + 0.5) / (ends[range] - before);
      double low = Double.longBitsToDouble(flip(first));
      return low + share * (Double.longBitsToDouble(flip(last)) - low);
    }
  }
}
