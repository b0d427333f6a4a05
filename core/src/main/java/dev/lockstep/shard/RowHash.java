package dev.lockstep.shard;

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
      hash = step(hash, row[i]);
    }
    return Randomness.mix(hash);
  }

  /**
   * The hashes of the first rows, as many as hashes has room for.
   *
   * @param rows [at least n, width]
   * @param hashes [n], overwritten
   */
  public static void ofAll(float[] rows, int width, long[] hashes) {
    ofAll(rows, width, hashes, hashes.length);
  }

  /**
   * The hashes of the first n rows. Four at a time, as each step of a hash waits for the one
   * before; eight are slower.
   *
   * @param rows [at least n, width]
   * @param hashes [at least n], overwritten up to n
   */
  public static void ofAll(float[] rows, int width, long[] hashes, int n) {
    int row = 0;
    for (; row + 3 < n; row += 4) {
      ofFour(rows, width, row, hashes);
    }
    for (; row < n; row++) {
      hashes[row] = of(rows, row * width, width);
    }
  }

  private static void ofFour(float[] rows, int width, int row, long[] hashes) {
    long a = width;
    long b = width;
    long c = width;
    long d = width;
    int offset = row * width;
    for (int i = offset; i < offset + width; i++) {
      a = step(a, rows[i]);
      b = step(b, rows[i + width]);
      c = step(c, rows[i + 2 * width]);
      d = step(d, rows[i + 3 * width]);
    }
    hashes[row] = Randomness.mix(a);
    hashes[row + 1] = Randomness.mix(b);
    hashes[row + 2] = Randomness.mix(c);
    hashes[row + 3] = Randomness.mix(d);
  }

  private static long step(long hash, float x) {
    long mixed = (hash ^ Float.floatToIntBits(x)) * 0x9E3779B97F4A7C15L;
    return mixed ^ (mixed >>> 32);
  }

  /** The shard, of that many, in which a row with that hash is placed. */
  public static int shard(long hash, int shards) {
    return (int) Long.remainderUnsigned(hash, shards);
  }

  /** The range, of that many, a power of two, in which a hash lies; they ascend with the hash. */
  public static int range(long hash, int ranges) {
    int bits = rangeBits(ranges);
    return bits == 0 ? 0 : (int) ((hash ^ Long.MIN_VALUE) >>> (64 - bits));
  }

  /** The bits that tell so many ranges apart. */
  static int rangeBits(int ranges) {
    if (Integer.bitCount(ranges) != 1) {
      throw new IllegalArgumentException("ranges must be a power of two, not " + ranges);
    }
    return Integer.numberOfTrailingZeros(ranges);
  }
}
