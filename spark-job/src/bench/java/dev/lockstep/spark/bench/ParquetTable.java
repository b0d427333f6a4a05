package dev.lockstep.spark.bench;

import dev.lockstep.feature.MissingValues;
import dev.lockstep.shard.Scaling;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.spark.config.DataConfig;
import dev.lockstep.spark.config.DataConfig.Columns;
import dev.lockstep.spark.config.DataConfig.Format;
import dev.lockstep.spark.config.DataConfig.Malformed;
import dev.lockstep.spark.config.DataConfig.Preparation;
import dev.lockstep.spark.config.DataConfig.Splits;
import dev.lockstep.spark.config.NumbersConfig;
import dev.lockstep.spark.config.NumbersConfig.Scale;
import dev.lockstep.spark.table.pack.LoadedData;
import dev.lockstep.spark.table.pack.TableLoader;
import dev.lockstep.spark.table.pack.TableLoader.Sharding;
import dev.lockstep.spark.table.source.Tables;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.SparkSession;

/** A table as {@code lockstep generate} writes it, and Lockstep's way of loading it. */
record ParquetTable(String path) {
  /** Standardized. */
  LoadedData load(SparkSession spark, int shards) {
    return load(spark, shards, Scaling.Kind.STANDARD);
  }

  /** Scaled in that way. */
  LoadedData load(SparkSession spark, int shards, Scaling.Kind kind) {
    DataConfig config = config(new NumbersConfig(new Scale(kind, Map.of()), Optional.empty()));
    TableLoader loader =
        new TableLoader(config, new Sharding(OptionalInt.of(shards), Shuffle.FULL), false, null);
    return loader.load(new Tables(spark).open(config, 1));
  }

  private DataConfig config(NumbersConfig numbers) {
    return new DataConfig(
        new Format("parquet", Map.of()),
        new Splits(List.of(path), List.of(), List.of()),
        Columns.ofLabel("label"),
        new Preparation(MissingValues.ERROR, List.of(), Malformed.ERROR, numbers, true, 1000));
  }
}
