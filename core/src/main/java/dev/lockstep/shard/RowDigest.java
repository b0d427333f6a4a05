package dev.lockstep.shard;

import java.io.Serializable;

/**
 * Tells whether rows are the same: their number, the sum of their hashes, which does not depend on
 * their order, and a hash that does.
 */
public record RowDigest(long rows, long content, long order) implements Serializable {
  /** Odd, with bits well mixed: any such number serves. */
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  /** Of packed rows. */
  static RowDigest of(float[][] blocks, int width) {
    Builder digest = new Builder();
    for (float[] block : blocks) {
      long[] hashes = new long[block.length / width];
      RowHash.ofAll(block, width, hashes);
      for (long hash : hashes) {
        digest.add(hash);
      }
    }
    return digest.build();
  }

  /** Takes rows one after the other, by their {@link RowHash}. */
  static final class Builder {
    private long rows;
    private long content;
    private long order;

    void add(long hash) {
      rows++;
      content += hash;
      order = order * FACTOR + hash;
    }

    RowDigest build() {
      return new RowDigest(rows, content, order);
    }
  }
}
