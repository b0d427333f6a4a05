package dev.lockstep.spark.exchange.topology;

import dev.lockstep.linalg.Range;

/**
 * A range in pieces of equal length but the last, small enough that the second leg of a relay's way
 * begins long before the first one ends.
 */
public final class Chunks {
  /** What fits into a frame. */
  static final int MOST = 1 << 14;

  private static final int LEAST = 1 << 13;
  private static final int WANTED = 8;

  private final int length;
  private final int size;

  /** Of a range. */
  public Chunks(Range range) {
    this.length = range.length();
    this.size = Math.max(LEAST, Math.min(MOST, (length + WANTED - 1) / WANTED));
  }

  /** How many there are. */
  public int count() {
    return (length + size - 1) / size;
  }

  /** The one of that number, counted from the beginning of the range. */
  public Range get(int number) {
    int from = number * size;
    return new Range(from, Math.min(length, from + size));
  }

  /** The number of the one that begins there. */
  public int at(int from) {
    return from / size;
  }
}
