package dev.lockstep.data;

import dev.lockstep.linalg.Randomness;

/**
 * A 64-bit hash of a packed row's content: equal rows have equal hashes, wherever they come from.
 */
public final class RowHash {
  private RowHash() {}

  /** The hash of row[offset .. offset + width). */
  public static long of(float[] row, int offset, int width) {
    long hash = width;
    for (int i = offset; i < offset + width; i++) {
      hash = (hash ^ Float.floatToIntBits(row[i])) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 32;
    }
    return Randomness.mix(hash);
  }

  /** The shard, of that many, in which a row with that hash is placed. */
  public static int shard(long hash, int shards) {
    return (int) Long.remainderUnsigned(hash, shards);
  }
}
