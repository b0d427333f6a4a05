package dev.lockstep.shard;

import dev.lockstep.linalg.Randomness;
import java.util.Objects;

/**
 * A permutation of the rows [0, n) of a shard that needs no memory: the row at any position is
 * computed, so a task needs only the seed.
 *
 * <p>Rounds of steps that are each a bijection of the smallest number of bits that covers n: an odd
 * multiplication and the addition of a key, which carry low bits upwards, and a shift, which brings
 * the upper half down. Positions whose image falls beyond n walk on along their cycle (Black and
 * Rogaway, "Ciphers with arbitrary finite domains", 2002).
 */
public final class RowOrder {
  /** Odd, with bits well mixed: any such number serves. */
  private static final long FACTOR = 0xD6E8FEB86659FD93L;

  /** The smallest number with which no relation between positions was found. */
  private static final int ROUNDS = 5;

  private final long rows;
  private final long mask;
  private final int shift;
  private final long[] keys;

  private RowOrder(long rows, int bits, long[] keys) {
    this.rows = rows;
    this.mask = (1L << bits) - 1;
    this.shift = (bits + 1) / 2;
    this.keys = keys;
  }

  /** The order in which the rows lie. */
  public static RowOrder identity(long rows) {
    return new RowOrder(rows, 0, new long[0]);
  }

  /** The permutation of that many rows that the seed determines. */
  public static RowOrder shuffled(long rows, long seed) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(rows - 1, 1));
    // Of a key, that many bits count: few rounds of few bits would know few permutations.
    long[] keys = new long[Math.max(ROUNDS, (Long.SIZE + bits - 1) / bits)];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = Randomness.mix(seed + i * 0x9E3779B97F4A7C15L);
    }
    return new RowOrder(rows, bits, keys);
  }

  /** Number of rows. */
  public long rows() {
    return rows;
  }

  /** The row at that position, both in [0, rows). */
  public long at(long position) {
    long[] row = new long[1];
    fill(row, 1, position);
    return row[0];
  }

  /**
   * The rows at positions from, from + 1, ...: a round of steps over all of them is a loop that the
   * processor runs on several at a time.
   *
   * @param into its first count elements are overwritten
   * @throws IndexOutOfBoundsException if one of the positions is beyond the rows
   */
  void fill(long[] into, int count, long from) {
    Objects.checkFromIndexSize(from, count, rows);
    for (int i = 0; i < count; i++) {
      into[i] = from + i;
    }
    for (long key : keys) {
      for (int i = 0; i < count; i++) {
        into[i] = step(into[i], key);
      }
    }
    for (int i = 0; i < count; i++) {
      while (into[i] >= rows) {
        into[i] = permute(into[i]);
      }
    }
  }

  private long permute(long value) {
    long v = value;
    for (long key : keys) {
      v = step(v, key);
    }
    return v;
  }

  private long step(long value, long key) {
    long v = (value * FACTOR + key) & mask;
    return v ^ (v >>> shift);
  }
}
