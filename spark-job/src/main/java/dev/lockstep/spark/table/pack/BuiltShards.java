package dev.lockstep.spark.table.pack;

import dev.lockstep.spark.table.compare.SplitSample;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The shards of a split, and what was seen of their rows on the way.
 *
 * @param unseen rows with an unseen category, by columns of these
 * @param sample some rows, or none where splits are not compared
 */
record BuiltShards(ShardedDataset dataset, List<Long> unseen, SplitSample sample) {
  /** Of a dataset with these shards. */
  static BuiltShards of(ShardedDataset dataset, List<ShardFacts> shards) {
    int columns = shards.get(0).unseen().size();
    List<Long> unseen = IntStream.range(0, columns).mapToObj(i -> unseen(shards, i)).toList();
    List<float[]> parts =
        shards.stream().flatMap(shard -> shard.sample().parts().stream()).toList();
    return new BuiltShards(dataset, unseen, new SplitSample(dataset.format().features(), parts));
  }

  private static long unseen(List<ShardFacts> shards, int column) {
    return shards.stream().mapToLong(shard -> shard.unseen().get(column)).sum();
  }
}
