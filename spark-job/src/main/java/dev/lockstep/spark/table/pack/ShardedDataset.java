package dev.lockstep.spark.table.pack;

import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.MiniBatches;
import dev.lockstep.shard.RowDigest;
import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Shard.RowFormat;
import dev.lockstep.shard.Subset;
import dev.lockstep.spark.cluster.JobName;
import dev.lockstep.spark.table.source.TableFiles;
import java.io.Serializable;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;

/**
 * The examples of one split as shards on the executors: an RDD whose partition s is shard s,
 * persisted in memory and on disk, and rebuilt from the table where an executor is lost.
 */
public final class ShardedDataset {
  private final JavaRDD<StoredShard> persisted;
  private final JavaRDD<Shard> shards;
  private final RowFormat format;
  private final List<ShardSize> sizes;
  private final TableFiles files;

  /** What the driver knows of a shard. */
  public record ShardSize(int number, RowDigest digest, long bytes) implements Serializable {
    /** How many numbers tell it. */
    static final int NUMBERS = 4;

    public long rows() {
      return digest.rows();
    }

    /** What there is to know of a shard, as numbers, which any serializer ships. */
    static long[] numbers(Shard shard) {
      RowDigest digest = shard.digest();
      return new long[] {shard.number(), digest.rows(), digest.content(), digest.order()};
    }

    /** The same of a shard's numbers. */
    static ShardSize of(long[] numbers, RowFormat format) {
      RowDigest digest = new RowDigest(numbers[1], numbers[2], numbers[3]);
      return new ShardSize((int) numbers[0], digest, digest.rows() * format.width() * Float.BYTES);
    }
  }

  ShardedDataset(
      JavaRDD<StoredShard> persisted, RowFormat format, List<ShardSize> sizes, TableFiles files) {
    ShardChecks checks = new ShardChecks(sizes);
    this.persisted = persisted;
    this.shards = persisted.map(stored -> checks.check(stored.shard()));
    this.format = format;
    this.sizes = List.copyOf(sizes);
    this.files = files;
  }

  /** Partition s holds one element, shard s: the one that was first built, or there is an error. */
  public JavaRDD<Shard> shards() {
    return shards;
  }

  /** As Spark keeps them. */
  JavaRDD<StoredShard> persisted() {
    return persisted;
  }

  /** What they were read from. */
  public TableFiles files() {
    return files;
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

  /**
   * A share of the examples, chosen by their content: shard s of it is the {@link Subset} of shard
   * s. To be unpersisted apart, and before this dataset.
   */
  public ShardedDataset subset(double share) {
    JavaRDD<StoredShard> subset =
        shards
            .map(shard -> new StoredShard(Subset.of(shard, share)))
            .persist(StorageLevel.MEMORY_AND_DISK());
    subset.setName("shards of a share of " + share);
    try {
      return new ShardedDataset(subset, format, files.watch(() -> sizes(subset)), files);
    } catch (RuntimeException e) {
      subset.unpersist(false);
      throw e;
    }
  }

  private List<ShardSize> sizes(JavaRDD<StoredShard> stored) {
    return JobName.during(
        stored.context(),
        "choose a share of the rows",
        () ->
            stored.map(each -> ShardSize.numbers(each.shard())).collect().stream()
                .map(numbers -> ShardSize.of(numbers, format))
                .toList());
  }

  /** What each shard contributes to the mini-batches of that plan. */
  public MiniBatches batches(BatchPlan plan) {
    return new MiniBatches(plan, rows().toArray());
  }

  /**
   * The rows with which a step's mini-batch begins, at most so many of each shard, shard by shard.
   */
  public List<Shard> first(BatchPlan plan, long step, int most) {
    MiniBatches batches = batches(plan);
    JavaRDD<StoredShard> parts =
        shards.map(shard -> new StoredShard(batches.first(shard, step, most)));
    return JobName.during(parts.context(), "fetch rows", () -> files.watch(parts::collect)).stream()
        .map(StoredShard::shard)
        .toList();
  }

  /** Bytes of packed rows. */
  public long bytes() {
    return sizes.stream().mapToLong(ShardSize::bytes).sum();
  }

  private LongStream rows() {
    return sizes.stream().mapToLong(ShardSize::rows);
  }

  /** Frees what the executors hold. */
  public void unpersist() {
    persisted.unpersist(false);
  }
}
