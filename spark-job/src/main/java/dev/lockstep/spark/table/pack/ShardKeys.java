package dev.lockstep.spark.table.pack;

import dev.lockstep.shard.ContentBuilder;
import dev.lockstep.shard.RowHash;
import java.io.Serializable;

/**
 * Where packages go, as keys that are partitions of the shuffle: for each shard of each split one
 * for the announcements of how many rows are to come, and then one for each range of the rows'
 * hashes, in which they ascend. Travels in closures.
 *
 * @param shards of each split
 * @param ranges a power of two
 */
record ShardKeys(int splits, int shards, int ranges) implements Serializable {
  /**
   * Bytes of a range: few enough to be sorted near a processor, and for packages not to be too
   * small.
   */
  private static final long RANGE_BYTES = 16L << 20;

  /** Beyond this, packages would become too small. */
  private static final int MOST_KEYS = 1 << 11;

  /** Keys for shards of at most so many bytes, on the average. */
  static ShardKeys of(int splits, int shards, long bytes) {
    int most = Math.min(ContentBuilder.MOST_RANGES, MOST_KEYS / Math.max(1, splits * shards));
    long wanted = Math.min(most, bytes / RANGE_BYTES);
    return new ShardKeys(splits, shards, (int) Long.highestOneBit(Math.max(1, wanted)));
  }

  /** Number of keys. */
  int count() {
    return splits * keysOfSplit();
  }

  private int keysOfSplit() {
    return shards * keysOfShard();
  }

  /** Number of keys of a shard; they follow each other. */
  int keysOfShard() {
    return 1 + ranges;
  }

  /** The first key of a shard, that of announcements. */
  int first(int split, int shard) {
    return split * keysOfSplit() + shard * keysOfShard();
  }

  /** Where a row with that hash goes. */
  int of(int split, long hash) {
    return first(split, RowHash.shard(hash, shards)) + 1 + RowHash.range(hash, ranges);
  }

  /** The key of the announcements for the shard to which packages of a key go. */
  int announcement(int key) {
    return key - key % keysOfShard();
  }

  /** Whether what is sent with that key are announcements. */
  boolean isAnnouncement(int key) {
    return key % keysOfShard() == 0;
  }
}
