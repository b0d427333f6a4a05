package dev.lockstep.spark.exchange;

import dev.lockstep.spark.exchange.executor.SplitShard;
import dev.lockstep.spark.table.pack.ShardedDataset;
import dev.lockstep.train.Split;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.api.java.JavaRDD;

/** The shards of all splits, each shard of one beside those of its number of the others. */
final class SplitShards {
  private SplitShards() {}

  /** Partition s holds shard s of every split. */
  static JavaRDD<SplitShard> of(Map<Split, ShardedDataset> data) {
    JavaRDD<SplitShard> all = null;
    for (Split split : Split.values()) {
      ShardedDataset dataset = data.get(split);
      if (dataset == null) {
        continue;
      }
      JavaRDD<SplitShard> tagged = dataset.shards().map(shard -> new SplitShard(split, shard));
      all = all == null ? tagged : all.zipPartitions(tagged, SplitShards::concatenate);
    }
    return Objects.requireNonNull(all);
  }

  private static Iterator<SplitShard> concatenate(Iterator<SplitShard> a, Iterator<SplitShard> b) {
    List<SplitShard> both = new ArrayList<>();
    a.forEachRemaining(both::add);
    b.forEachRemaining(both::add);
    return both.iterator();
  }
}
