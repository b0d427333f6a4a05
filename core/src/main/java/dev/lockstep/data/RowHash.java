package dev.lockstep.data;

import dev.lockstep.linalg.Randomness;

/**
 * A 64-bit hash of a packed row's content: equal rows have equal hashes, wherever they come from.
 */
public final class RowHash {
  private RowHash() {}

  /** The hash of row[offset .. offset + width). */
  public static long of(float[] row, int offset, int width) {
    // Four chains, as a processor works on several at once: each waits for its multiplications.
    long a = width;
    long b = 1;
    long c = 2;
    long d = 3;
    int i = offset;
    for (int end = offset + width - 3; i < end; i += 4) {
      a = step(a, row[i]);
      b = step(b, row[i + 1]);
      c = step(c, row[i + 2]);
      d = step(d, row[i + 3]);
    }
    for (; i < offset + width; i++) {
      a = step(a, row[i]);
    }
    return Randomness.mix(step(step(step(a, b), c), d));
  }

  private static long step(long hash, float x) {
    return step(hash, Float.floatToIntBits(x));
  }

  private static long step(long hash, long x) {
    long mixed = (hash ^ x) * 0x9E3779B97F4A7C15L;
    return mixed ^ (mixed >>> 32);
  }

  /** The shard, of that many, in which a row with that hash is placed. */
  public static int shard(long hash, int shards) {
    return (int) Long.remainderUnsigned(hash, shards);
  }
}
