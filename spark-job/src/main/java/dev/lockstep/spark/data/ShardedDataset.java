package dev.lockstep.spark.data;

import dev.lockstep.data.Shard;
import dev.lockstep.data.Shard.RowFormat;
import java.io.Serializable;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;

/**
 * The examples of one split as shards on the executors: an RDD whose partition s is shard s,
 * persisted in memory and on disk, and rebuilt from the table where an executor is lost.
 */
public final class ShardedDataset {
  private final JavaRDD<Shard> shards;
  private final RowFormat format;
  private final List<ShardSize> sizes;

  /** What the driver knows of a shard. */
  public record ShardSize(int number, long rows, long bytes) implements Serializable {}

  ShardedDataset(JavaRDD<Shard> shards, RowFormat format, List<ShardSize> sizes) {
    this.shards = shards;
    this.format = format;
    this.sizes = List.copyOf(sizes);
  }

  /** Partition s holds one element, shard s. */
  public JavaRDD<Shard> shards() {
    return shards;
  }

  /** The widths of a packed row. */
  public RowFormat format() {
    return format;
  }

  /** Rows and bytes of each shard, in order. */
  public List<ShardSize> sizes() {
    return sizes;
  }

  /** Number of shards. */
  public int count() {
    return sizes.size();
  }

  /** Number of examples. */
  public long examples() {
    return rows().sum();
  }

  /** Bytes of packed rows. */
  public long bytes() {
    return sizes.stream().mapToLong(ShardSize::bytes).sum();
  }

  /** Rows of the largest shard over the mean: 1 is perfectly balanced. */
  public double imbalance() {
    return examples() == 0 ? 1 : (double) rows().max().orElse(0) * count() / examples();
  }

  private LongStream rows() {
    return sizes.stream().mapToLong(ShardSize::rows);
  }

  /** Frees what the executors hold. */
  public void unpersist() {
    shards.unpersist(false);
  }
}
