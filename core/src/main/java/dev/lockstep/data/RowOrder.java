package dev.lockstep.data;

import dev.lockstep.linalg.Randomness;

/**
 * A permutation of the rows [0, n) of a shard that needs no memory: the row at any position is
 * computed, so a task needs only the seed.
 *
 * <p>A Feistel network on the smallest even number of bits that covers n, with cycle walking for
 * positions that fall beyond n (Black and Rogaway, "Ciphers with arbitrary finite domains", 2002).
 */
public final class RowOrder {
  private static final int ROUNDS = 4;

  private final long rows;
  private final int halfBits;
  private final long halfMask;
  private final long[] keys = new long[ROUNDS];

  private RowOrder(long rows, int halfBits) {
    this.rows = rows;
    this.halfBits = halfBits;
    this.halfMask = (1L << halfBits) - 1;
  }

  /** The order in which the rows lie. */
  public static RowOrder identity(long rows) {
    return new RowOrder(rows, 0);
  }

  /** The permutation of that many rows that the seed determines. */
  public static RowOrder shuffled(long rows, long seed) {
    int bits = 64 - Long.numberOfLeadingZeros(Math.max(rows - 1, 1));
    RowOrder order = new RowOrder(rows, (bits + 1) / 2);
    for (int i = 0; i < ROUNDS; i++) {
      order.keys[i] = Randomness.mix(seed + i * 0x9E3779B97F4A7C15L);
    }
    return order;
  }

  /** Number of rows. */
  public long rows() {
    return rows;
  }

  /** The row at that position, both in [0, rows). */
  public long at(long position) {
    if (halfBits == 0) {
      return position;
    }
    long row = position;
    do {
      row = permute(row);
    } while (row >= rows);
    return row;
  }

  private long permute(long value) {
    long left = value >>> halfBits;
    long right = value & halfMask;
    for (long key : keys) {
      // The upper half of a product is mixed best; 32 bits are the most that half a position can
      // have.
      long mixed = ((right ^ key) * 0xD6E8FEB86659FD93L) >>> 32;
      long next = left ^ (mixed & halfMask);
      left = right;
      right = next;
    }
    return left << halfBits | right;
  }
}
