package dev.lockstep.spark.testing;

import dev.lockstep.feature.MissingValues;
import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.spark.config.DataConfig;
import dev.lockstep.spark.config.DataConfig.Malformed;
import dev.lockstep.spark.table.pack.LoadedData;
import dev.lockstep.spark.table.pack.TableLoader;
import dev.lockstep.spark.table.pack.TableLoader.Sharding;
import dev.lockstep.spark.table.source.SyntheticTable;
import dev.lockstep.spark.table.source.Tables;
import dev.lockstep.train.Split;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.spark.sql.SparkSession;

/** A synthetic table of two classes, in shards of three splits. */
public final class SyntheticData {
  private SyntheticData() {}

  /** Writes the table to the directory, and loads it. */
  public static LoadedData load(
      SparkSession spark, Path directory, SyntheticTable table, int shards) {
    String path = directory.resolve("table").toString();
    table.rows(spark, 3).write().parquet(path);
    DataConfig config =
        new DataConfig(
            new DataConfig.Format("parquet", Map.of()),
            new DataConfig.Fractions(List.of(path), 0.1, 0.1),
            DataConfig.Columns.ofLabel("label"),
            new DataConfig.Preparation(
                MissingValues.ERROR, List.of(), Malformed.ERROR, true, true, 10));
    Sharding sharding = new Sharding(OptionalInt.of(shards), Shuffle.FULL);
    return new TableLoader(config, sharding, false, null).load(new Tables(spark).open(config, 1));
  }

  /** All shards of each split, in this process. */
  public static Map<Split, List<Shard>> collect(LoadedData data) {
    Map<Split, List<Shard>> shards = new EnumMap<>(Split.class);
    data.splits().forEach((split, dataset) -> shards.put(split, dataset.shards().collect()));
    return shards;
  }
}
