package dev.lockstep.shard;

import dev.lockstep.linalg.Randomness;
import java.util.BitSet;

/**
 * A share of a shard's rows, chosen by the hash of their content: the same rows whatever shards
 * they lie in, each share part of every larger one, equal rows together. It is near the share that
 * was asked for, by chance, and may have no row.
 */
public final class Subset {
  /** Makes the choice independent of the shard and the place in it, which the hash decides too. */
  private static final long SALT = 0x5851F42D4C957F2DL;

  private Subset() {}

  /**
   * Those rows of the shard, in their order, as a shard of the same number.
   *
   * @param share above 0 and at most 1, which gives all rows
   */
  public static Shard of(Shard shard, double share) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("a share must be in (0, 1], not " + share);
    }
    BitSet chosen = chosen(shard, share);
    int width = shard.format().width();
    Shard.Builder subset = new Shard.Builder(shard.number(), shard.format(), chosen.cardinality());
    int row = 0;
    for (float[] block : shard.blocks()) {
      for (int offset = 0; offset < block.length; offset += width) {
        if (chosen.get(row++)) {
          subset.add(block, offset);
        }
      }
    }
    return subset.build();
  }

  private static BitSet chosen(Shard shard, double share) {
    int width = shard.format().width();
    BitSet chosen = new BitSet(Math.toIntExact(shard.rows()));
    int row = 0;
    for (float[] block : shard.blocks()) {
      long[] hashes = new long[block.length / width];
      RowHash.ofAll(block, width, hashes);
      for (long hash : hashes) {
        chosen.set(row++, Randomness.uniform(Randomness.mix(hash + SALT)) < share);
      }
    }
    return chosen;
  }
}
