package dev.lockstep.shard;

import java.util.Arrays;

/**
 * Finds the order of rows by the hash of their content, which does not depend on how they arrived.
 * Takes one range of hashes after the other, in which a row takes some 25 bytes beside the row
 * itself, for as long as the range is at work.
 */
final class ContentOrder {
  /** Beyond this, a table of places by hash would be as large as the rows. */
  private static final int MOST_BUCKET_BITS = 24;

  /** More keys in a bucket are rows that occur often, or a rare accident. */
  private static final int CROWDED = 16;

  private final int width;
  private final int rangeBits;
  private final int indexBits;
  private float[] rows = new float[0];
  private int count;
  private long[] hashes = new long[0];
  private long[] keys = new long[0];

  /**
   * An order.
   *
   * @param width of a row
   * @param shardRows number of rows in all ranges together
   * @param rangeBits that all hashes of a range begin with
   */
  ContentOrder(int width, long shardRows, int rangeBits) {
    this.width = width;
    this.rangeBits = rangeBits;
    this.indexBits = bits(Math.toIntExact(shardRows) - 1);
  }

  private static int bits(int number) {
    return 32 - Integer.numberOfLeadingZeros(Math.max(number, 1));
  }

  /** Orders the first rows of the array, all of one range. */
  void sort(float[] range, int n) {
    rows = range;
    count = n;
    if (hashes.length < n) {
      hashes = new long[n];
      keys = new long[n];
    }
    RowHash.ofAll(range, width, hashes, n);
    sortKeys();
    orderTies();
  }

  /** The row that belongs at that place. */
  int row(int place) {
    return (int) (keys[place] & indexMask());
  }

  /** The hash of a row. */
  long hash(int row) {
    return hashes[row];
  }

  private long indexMask() {
    return (1L << indexBits) - 1;
  }

  /**
   * Keys are the upper bits of a row's hash, and the row. They are distributed over buckets of one
   * or two first, as those of different rows are as good as random, and then sorted by insertion:
   * nearly all are where they belong.
   */
  private void sortKeys() {
    int[] ends = distribute(Math.min(MOST_BUCKET_BITS, bits(count)));
    int start = 0;
    for (int end : ends) {
      if (end - start > CROWDED) {
        Arrays.sort(keys, start, end);
      }
      start = end;
    }
    for (int i = 1; i < count; i++) {
      long key = keys[i];
      int j = i;
      for (; j > 0 && keys[j - 1] > key; j--) {
        keys[j] = keys[j - 1];
      }
      keys[j] = key;
    }
  }

  /** Gives the end of each bucket; equal rows stay in their order. */
  private int[] distribute(int bits) {
    int[] ends = new int[1 << bits];
    for (int row = 0; row < count; row++) {
      ends[bucket(hashes[row], bits)]++;
    }
    int start = 0;
    for (int i = 0; i < ends.length; i++) {
      int size = ends[i];
      ends[i] = start;
      start += size;
    }
    long mask = indexMask();
    for (int row = 0; row < count; row++) {
      keys[ends[bucket(hashes[row], bits)]++] = (hashes[row] & ~mask) | row;
    }
    return ends;
  }

  /** Ascending with the hash, within a range. */
  private int bucket(long hash, int bits) {
    return (int) (((hash ^ Long.MIN_VALUE) << rangeBits) >>> (64 - bits));
  }

  /**
   * A key has no room for a whole hash: rows whose keys agree in their upper bits are ordered by
   * content.
   */
  private void orderTies() {
    int from = 0;
    for (int to = 1; to <= count; to++) {
      if (to == count || keys[to] >>> indexBits != keys[from] >>> indexBits) {
        if (to - from > 1) {
          orderByContent(from, to);
        }
        from = to;
      }
    }
  }

  /** By insertion, as nearly all ties are equal rows, which stay where they are. */
  private void orderByContent(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      long key = keys[i];
      int j = i;
      for (; j > from && compare(row(j - 1), (int) (key & indexMask())) > 0; j--) {
        keys[j] = keys[j - 1];
      }
      keys[j] = key;
    }
  }

  private int compare(int a, int b) {
    return Arrays.compare(rows, a * width, (a + 1) * width, rows, b * width, (b + 1) * width);
  }
}
