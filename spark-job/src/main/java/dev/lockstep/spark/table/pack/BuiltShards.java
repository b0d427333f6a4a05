package dev.lockstep.spark.table.pack;

import dev.lockstep.spark.table.compare.SplitSample;
import java.util.List;

/**
 * The shards of a split, and what was seen of their rows on the way.
 *
 * @param unseen rows with an unseen category, by columns of these
 * @param sample some rows, or none where splits are not compared
 */
record BuiltShards(ShardedDataset dataset, long[] unseen, SplitSample sample) {
  /** Of a dataset with these shards. */
  static BuiltShards of(ShardedDataset dataset, List<ShardFacts> shards) {
    long[] unseen = new long[shards.get(0).unseen().length];
    for (ShardFacts shard : shards) {
      for (int i = 0; i < unseen.length; i++) {
        unseen[i] += shard.unseen()[i];
      }
    }
    List<float[]> parts = shards.stream().map(ShardFacts::sample).toList();
    return new BuiltShards(dataset, unseen, new SplitSample(dataset.format().features(), parts));
  }
}
