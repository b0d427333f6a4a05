package dev.lockstep.spark.exchange.tasks;

import dev.lockstep.train.sum.SummationTree.Node;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.PartitionCoalescer;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import scala.Option;
import scala.collection.Seq;

/**
 * Groups shards into contiguous ranges, one for each task, so that a task's shards are few subtrees
 * of the summation tree.
 */
public final class ShardRanges implements PartitionCoalescer, Serializable {
  private static final long serialVersionUID = 1;

  /** An RDD with at most that many partitions, each a contiguous range of shards in order. */
  public static <T> JavaRDD<T> group(JavaRDD<T> shards, int tasks) {
    if (shards.getNumPartitions() <= tasks) {
      return shards;
    }
    RDD<T> grouped = shards.rdd().coalesce(tasks, false, Option.apply(new ShardRanges()), null);
    return grouped.toJavaRDD();
  }

  /** The first shard of the i-th of so many ranges. */
  public static int from(int i, int shards, int ranges) {
    return (int) ((long) i * shards / ranges);
  }

  /** All of so many ranges, in order. */
  public static List<Node> all(int shards, int ranges) {
    List<Node> all = new ArrayList<>();
    for (int i = 0; i < ranges; i++) {
      all.add(new Node(from(i, shards, ranges), from(i + 1, shards, ranges)));
    }
    return all;
  }

  @Override
  public PartitionGroup[] coalesce(int groups, RDD<?> parent) {
    int shards = parent.getNumPartitions();
    PartitionGroup[] ranges = new PartitionGroup[groups];
    for (int i = 0; i < groups; i++) {
      int from = from(i, shards, groups);
      int to = from(i + 1, shards, groups);
      Seq<String> hosts = parent.preferredLocations(parent.partitions()[from]);
      ranges[i] = new PartitionGroup(hosts.headOption());
      for (int shard = from; shard < to; shard++) {
        ranges[i].partitions().$plus$eq(parent.partitions()[shard]);
      }
    }
    return ranges;
  }
}
