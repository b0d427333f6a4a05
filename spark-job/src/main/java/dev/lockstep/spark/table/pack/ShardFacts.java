package dev.lockstep.spark.table.pack;

import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Shard.RowFormat;
import dev.lockstep.spark.table.compare.SplitSample;
import dev.lockstep.spark.table.pack.ShardedDataset.ShardSize;
import dev.lockstep.train.Split;
import java.util.Arrays;
import java.util.List;
import scala.Tuple2;

/**
 * What the driver is told of a shard as it is built.
 *
 * @param unseen rows with an unseen category, by columns of these
 * @param sample some rows, or none where splits are not compared
 */
record ShardFacts(ShardSize size, List<Long> unseen, SplitSample sample) {
  /** As numbers, which any serializer ships. */
  static Tuple2<long[], float[]> told(Shard shard, Split split, ShardSampler sampler) {
    long[] size = ShardSize.numbers(shard);
    long[] unseen = sampler.unseen(shard);
    long[] numbers = Arrays.copyOf(size, size.length + unseen.length);
    System.arraycopy(unseen, 0, numbers, size.length, unseen.length);
    return new Tuple2<>(numbers, sampler.sample(shard, split));
  }

  /** The same of these numbers. */
  static ShardFacts of(Tuple2<long[], float[]> told, RowFormat format) {
    long[] numbers = told._1();
    return new ShardFacts(
        ShardSize.of(numbers, format),
        Arrays.stream(numbers).skip(ShardSize.NUMBERS).boxed().toList(),
        new SplitSample(format.features(), List.of(told._2())));
  }
}
