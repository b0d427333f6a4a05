package dev.lockstep.shard;

import java.util.Arrays;

/**
 * Sorts the rows of a shard in place by the hash of their content, so that their order does not
 * depend on how they arrived. Needs 25 bytes for each row beside the shard, for as long as it runs.
 */
final class ContentOrder {
  /** Few enough to be sorted by insertion. */
  private static final int BUCKET_KEYS = 8;

  private final float[][] blocks;
  private final int blockBits;
  private final int width;
  private final int rows;
  private final int indexBits;

  ContentOrder(Shard shard) {
    this.blocks = shard.blocks();
    this.blockBits = shard.format().blockBits();
    this.width = shard.format().width();
    this.rows = Math.toIntExact(shard.rows());
    this.indexBits = 32 - Integer.numberOfLeadingZeros(Math.max(rows - 1, 1));
  }

  /** Gives the digest of the sorted rows, whose hashes are at hand. */
  RowDigest sort() {
    long[] hashes = hashes();
    int[] order = order(hashes);
    RowDigest.Builder digest = new RowDigest.Builder();
    for (int row : order) {
      digest.add(hashes[row]);
    }
    permute(order);
    return digest.build();
  }

  private long[] hashes() {
    long[] hashes = new long[rows];
    int row = 0;
    for (float[] block : blocks) {
      long[] ofBlock = new long[block.length / width];
      RowHash.ofAll(block, width, ofBlock);
      System.arraycopy(ofBlock, 0, hashes, row, ofBlock.length);
      row += ofBlock.length;
    }
    return hashes;
  }

  /** order[i] is the row that belongs at i. */
  private int[] order(long[] hashes) {
    long[] keys = sorted(keys(hashes));
    long indexMask = (1L << indexBits) - 1;
    int[] order = new int[rows];
    for (int i = 0; i < rows; i++) {
      order[i] = (int) (keys[i] & indexMask);
    }
    orderTies(keys, order);
    return order;
  }

  /** The upper bits of each row's hash, and the row. */
  private long[] keys(long[] hashes) {
    long indexMask = (1L << indexBits) - 1;
    long[] keys = new long[rows];
    for (int row = 0; row < rows; row++) {
      keys[row] = (hashes[row] & ~indexMask) | row;
    }
    return keys;
  }

  /** Distributes keys over buckets first: those of different rows are as good as random. */
  private static long[] sorted(long[] keys) {
    int bits = Math.max(1, 32 - Integer.numberOfLeadingZeros(keys.length / BUCKET_KEYS));
    int[] ends = new int[1 << bits];
    for (long key : keys) {
      ends[bucket(key, bits)]++;
    }
    Arrays.parallelPrefix(ends, Integer::sum);
    long[] sorted = new long[keys.length];
    int[] starts = ends.clone();
    for (long key : keys) {
      sorted[--starts[bucket(key, bits)]] = key;
    }
    for (int i = 0; i < ends.length; i++) {
      Arrays.sort(sorted, starts[i], ends[i]);
    }
    return sorted;
  }

  /** Ascending with the key. */
  private static int bucket(long key, int bits) {
    return (int) ((key ^ Long.MIN_VALUE) >>> (64 - bits));
  }

  /**
   * A key has no room for a whole hash: rows whose keys agree in their upper bits are ordered by
   * content.
   */
  private void orderTies(long[] keys, int[] order) {
    int from = 0;
    for (int to = 1; to <= rows; to++) {
      if (to == rows || keys[to] >>> indexBits != keys[from] >>> indexBits) {
        if (to - from > 1) {
          orderByContent(order, from, to);
        }
        from = to;
      }
    }
  }

  /** By insertion, as nearly all ties are equal rows, which stay where they are. */
  private void orderByContent(int[] order, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      int row = order[i];
      int j = i;
      for (; j > from && compare(order[j - 1], row) > 0; j--) {
        order[j] = order[j - 1];
      }
      order[j] = row;
    }
  }

  private int compare(int a, int b) {
    return Arrays.compare(
        block(a), start(a), start(a) + width, block(b), start(b), start(b) + width);
  }

  /** Follows each cycle of the permutation with one row in hand. */
  private void permute(int[] order) {
    float[] inHand = new float[width];
    for (int i = 0; i < rows; i++) {
      if (order[i] == i) {
        continue;
      }
      System.arraycopy(block(i), start(i), inHand, 0, width);
      int hole = i;
      while (order[hole] != i) {
        int next = order[hole];
        System.arraycopy(block(next), start(next), block(hole), start(hole), width);
        order[hole] = hole;
        hole = next;
      }
      System.arraycopy(inHand, 0, block(hole), start(hole), width);
      order[hole] = hole;
    }
  }

  private float[] block(int row) {
    return blocks[row >>> blockBits];
  }

  private int start(int row) {
    return (row & ((1 << blockBits) - 1)) * width;
  }
}
