package dev.lockstep.spark.table.pack;

import dev.lockstep.shard.RowDigest;
import dev.lockstep.shard.Shard;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.pack.ShardedDataset.ShardSize;
import dev.lockstep.spark.table.source.TableFiles;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/**
 * What the rows of each shard are, as the driver learnt when they were first assembled. Travels in
 * closures, to wherever a shard is used: it may have been built again from a table that has changed
 * since, or have come back from a disk.
 */
final class ShardChecks implements Serializable {
  private static final long serialVersionUID = 1;

  private final RowDigest[] expected;

  ShardChecks(List<ShardSize> shards) {
    expected = shards.stream().map(ShardSize::digest).toArray(RowDigest[]::new);
  }

  /** The shard; throws BadDataException if its rows are others, or in another order. */
  Shard check(Shard shard) {
    RowDigest before = expected[shard.number()];
    RowDigest now = shard.digest();
    if (!now.equals(before)) {
      throw new BadDataException(
          TableFiles.CHANGED
              + String.format(
                  Locale.ROOT,
                  ": shard %d had %,d rows with the digest %016x, and when it was built again %,d with %016x",
                  shard.number(),
                  before.rows(),
                  before.order(),
                  now.rows(),
                  now.order()));
    }
    return shard;
  }
}
