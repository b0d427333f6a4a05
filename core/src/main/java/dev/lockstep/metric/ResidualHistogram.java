package dev.lockstep.metric;

import java.util.ArrayList;
import java.util.List;

/**
 * Counts of numbers by sign, exponent and the first bits of the mantissa, read as bins of equal
 * width. A number nearer to 0 than 2^-64 counts as 0, one beyond 2^64 as in the last bin before.
 */
final class ResidualHistogram {
  private static final int LOWEST = -64;
  private static final int HIGHEST = 63;

  /** Bits of the mantissa that tell bins apart. */
  private static final int BITS = 4;

  private static final int BY_POWER = 1 << BITS;

  /** Bins on either side of 0. */
  private static final int SIDE = (HIGHEST - LOWEST + 1) * BY_POWER;

  /** The negative numbers, descending, 0, the positive ones, ascending. */
  static final int SIZE = 2 * SIDE + 1;

  /** Bins of equal width at most, but for one more. */
  static final int MOST_BINS = 40;

  /** The share of the numbers that may be below all bins, and above. */
  private static final double TAIL = 0.005;

  private final double[] counts;
  private final int offset;

  /** Of counts[offset .. offset + SIZE), not modified. */
  ResidualHistogram(double[] counts, int offset) {
    this.counts = counts;
    this.offset = offset;
  }

  /** The bin of a number, in [0, SIZE), in ascending order. */
  static int bin(double number) {
    double size = Math.abs(number);
    int exponent = Math.getExponent(size);
    if (exponent < LOWEST) {
      return SIDE;
    }
    int mantissa = (int) (Double.doubleToLongBits(size) >>> (52 - BITS)) & (BY_POWER - 1);
    int place = exponent > HIGHEST ? SIDE - 1 : (exponent - LOWEST) * BY_POWER + mantissa;
    return number < 0 ? SIDE - 1 - place : SIDE + 1 + place;
  }

  /** The lower edge of the place-th bin from 0 on either side, where 0 is the first number. */
  private static double edge(int place) {
    int exponent = LOWEST + place / BY_POWER;
    return Math.scalb(1 + (double) (place % BY_POWER) / BY_POWER, exponent);
  }

  /** The end of a bin that is nearer to 0, with its sign. */
  private static double inner(int bin) {
    return bin == SIDE ? 0 : bin < SIDE ? -edge(SIDE - 1 - bin) : edge(bin - SIDE - 1);
  }

  /** The other end. */
  private static double outer(int bin) {
    return bin == SIDE ? 0 : bin < SIDE ? -edge(SIDE - bin) : edge(bin - SIDE);
  }

  Residuals.OfTarget told(double mean, double deviation) {
    int first = first();
    int last = last();
    double width = width(first, last);
    double from = width * Math.floor(Math.min(outer(first), inner(first)) / width);
    // What is 0 lies in the bin above.
    double to =
        last == SIDE ? width : width * Math.ceil(Math.max(outer(last), inner(last)) / width);
    long[] in = new long[(int) Math.round((to - from) / width) + 2];
    for (int bin = 0; bin < SIZE; bin++) {
      double place = Math.floor((middle(bin) - from) / width) + 1;
      in[(int) Math.max(0, Math.min(in.length - 1, place))] += (long) counts[offset + bin];
    }
    return new Residuals.OfTarget(bins(from, width, in), in[0], in[in.length - 1], mean, deviation);
  }

  /** All counts but the first and the last, which are of what lies outside. */
  private static List<Residuals.Bin> bins(double from, double width, long[] in) {
    List<Residuals.Bin> bins = new ArrayList<>();
    for (int i = 1; i < in.length - 1; i++) {
      bins.add(new Residuals.Bin(from + (i - 1) * width, from + i * width, in[i]));
    }
    return bins;
  }

  /** Within a bin, and on no edge but that of 0. */
  private static double middle(int bin) {
    return (inner(bin) + outer(bin)) / 2;
  }

  /** The first bin that is not of the lower tail. */
  private int first() {
    double tail = TAIL * total();
    double passed = 0;
    for (int bin = 0; ; bin++) {
      passed += counts[offset + bin];
      if (passed > tail) {
        return bin;
      }
    }
  }

  private int last() {
    double tail = TAIL * total();
    double passed = 0;
    for (int bin = SIZE - 1; ; bin--) {
      passed += counts[offset + bin];
      if (passed > tail) {
        return bin;
      }
    }
  }

  private double total() {
    double total = 0;
    for (int bin = 0; bin < SIZE; bin++) {
      total += counts[offset + bin];
    }
    return total;
  }

  /** As wide as the farthest bin at least, so that edges are edges there too; 1 if all are 0. */
  private static double width(int first, int last) {
    double farthest = Math.max(Math.abs(inner(first)), Math.abs(inner(last)));
    if (farthest == 0) {
      return 1;
    }
    double width = Math.scalb(1.0, Math.getExponent(farthest) - BITS);
    double range =
        Math.max(0, Math.max(inner(last), outer(last)))
            - Math.min(0, Math.min(inner(first), outer(first)));
    while (range / width > MOST_BINS) {
      width *= 2;
    }
    return width;
  }
}
