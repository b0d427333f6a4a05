package dev.lockstep.spark.table.pack;

import dev.lockstep.shard.Shard.RowFormat;
import dev.lockstep.spark.cluster.JobName;
import dev.lockstep.spark.table.pack.ShardedDataset.ShardSize;
import dev.lockstep.spark.table.source.TableFiles;
import dev.lockstep.spark.table.statistics.CheckedTables;
import dev.lockstep.train.Split;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.Partition;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.PartitionCoalescer;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Tuple2;
import scala.math.Ordering;

/** Ships packages of rows to the shards of all splits in one shuffle, and assembles the shards. */
final class ShardShuffle {
  private final RowFormat format;
  private final ShardKeys keys;
  private final boolean ordered;
  private final TableFiles files;
  private final ShardSampler sampler;
  private @Nullable JavaRDD<Tuple2<Integer, PackedRows>> packages;

  /** Keeps the rows in the order of the input if ordered. */
  ShardShuffle(RowFormat format, ShardKeys keys, boolean ordered, CheckedTables tables) {
    this.format = format;
    this.keys = keys;
    this.ordered = ordered;
    this.files = tables.files();
    this.sampler = new ShardSampler(tables.features(), tables.rows());
  }

  void add(JavaRDD<Tuple2<Integer, PackedRows>> more) {
    packages = packages == null ? more : packages.union(more);
  }

  /** Runs the shuffle and gives the splits that have examples. */
  Map<Split, BuiltShards> run() {
    JavaPairRDD<Integer, PackedRows> shipped =
        JavaPairRDD.fromJavaRDD(Objects.requireNonNull(packages))
            .partitionBy(new ByKey(keys.count()));
    List<JavaRDD<StoredShard>> bySplit =
        Arrays.stream(Split.values()).map(split -> shards(shipped, split)).toList();
    List<ShardFacts> facts;
    try {
      facts =
          JobName.during(bySplit.get(0).context(), "load: assemble shards", () -> facts(bySplit));
    } catch (RuntimeException e) {
      bySplit.forEach(rdd -> rdd.unpersist(false));
      throw e;
    }
    Map<Split, BuiltShards> splits = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      int first = split.number() * keys.shards();
      List<ShardFacts> ofSplit = facts.subList(first, first + keys.shards());
      BuiltShards built = built(bySplit.get(split.number()), ofSplit);
      if (built.dataset().examples() > 0) {
        splits.put(split, built);
      } else {
        built.dataset().unpersist();
      }
    }
    return splits;
  }

  private BuiltShards built(JavaRDD<StoredShard> rdd, List<ShardFacts> facts) {
    List<ShardSize> sizes = facts.stream().map(ShardFacts::size).toList();
    return BuiltShards.of(new ShardedDataset(rdd, format, sizes, files), facts);
  }

  private JavaRDD<StoredShard> shards(JavaPairRDD<Integer, PackedRows> shipped, Split split) {
    RowFormat rowFormat = format;
    ShardKeys sentBy = keys;
    boolean keepOrder = ordered;
    JavaRDD<StoredShard> rdd =
        arriving(shipped, split)
            .mapPartitionsWithIndex(
                (number, arriving) -> {
                  ShardAssembly assembly = new ShardAssembly(number, rowFormat, sentBy, arriving);
                  return List.of(
                          new StoredShard(keepOrder ? assembly.inOrder() : assembly.byContent()))
                      .iterator();
                },
                true)
            .persist(StorageLevel.MEMORY_AND_DISK());
    rdd.setName("shards of the " + split + " split");
    return rdd;
  }

  /** Makes the shards of all splits, in one job, and tells of them, split after split. */
  private List<ShardFacts> facts(List<JavaRDD<StoredShard>> bySplit) {
    ShardSampler looksThrough = sampler;
    return Arrays.stream(Split.values())
        .map(
            split ->
                bySplit
                    .get(split.number())
                    .map(stored -> ShardFacts.told(stored.shard(), split, looksThrough)))
        .reduce(JavaRDD::union)
        .orElseThrow()
        .collect()
        .stream()
        .map(told -> ShardFacts.of(told, format))
        .toList();
  }

  /** The packages of one split: those for shard s are partition s, key after key. */
  private JavaRDD<Tuple2<Integer, PackedRows>> arriving(
      JavaPairRDD<Integer, PackedRows> shipped, Split split) {
    return JavaPairRDD.toRDD(shipped)
        .coalesce(
            keys.shards(),
            false,
            Option.apply(new KeysOfShards(keys, split.number())),
            Ordering.comparatorToOrdering(
                Comparator.comparingInt((Tuple2<Integer, PackedRows> sent) -> sent._1())))
        .toJavaRDD();
  }

  /** The partition is the key itself. */
  private static final class ByKey extends Partitioner {
    private static final long serialVersionUID = 1;
    private final int partitions;

    ByKey(int partitions) {
      this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
      return partitions;
    }

    @Override
    public int getPartition(Object key) {
      return (Integer) key;
    }
  }

  /** Puts the partitions of a shard together. */
  private static final class KeysOfShards implements PartitionCoalescer, Serializable {
    private static final long serialVersionUID = 1;
    private final ShardKeys keys;
    private final int split;

    KeysOfShards(ShardKeys keys, int split) {
      this.keys = keys;
      this.split = split;
    }

    @Override
    public PartitionGroup[] coalesce(int shards, RDD<?> shipped) {
      Partition[] sent = shipped.partitions();
      PartitionGroup[] groups = new PartitionGroup[shards];
      for (int shard = 0; shard < shards; shard++) {
        groups[shard] = new PartitionGroup(Option.empty());
        int first = keys.first(split, shard);
        for (int key = first; key < first + keys.keysOfShard(); key++) {
          groups[shard].partitions().append(sent[key]);
        }
      }
      return groups;
    }
  }
}
