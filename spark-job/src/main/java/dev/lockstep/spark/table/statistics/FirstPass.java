package dev.lockstep.spark.table.statistics;

import com.esotericsoftware.kryo.Kryo;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.model.Model;
import dev.lockstep.model.Target;
import dev.lockstep.shard.ExactSum;
import dev.lockstep.shard.Moments;
import dev.lockstep.shard.QuantileSketch;
import dev.lockstep.shard.WeightSum;
import dev.lockstep.spark.cluster.Cores;
import dev.lockstep.spark.cluster.JobName;
import dev.lockstep.spark.config.DataConfig;
import dev.lockstep.spark.config.DataConfig.Fractions;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.infer.SchemaInference;
import dev.lockstep.spark.table.read.FeatureReader;
import dev.lockstep.spark.table.read.TableScan;
import dev.lockstep.spark.table.read.TableSchema;
import dev.lockstep.spark.table.source.TableFiles;
import dev.lockstep.spark.table.source.TableSource;
import dev.lockstep.spark.table.source.Tables.Table;
import dev.lockstep.train.Split;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.apache.spark.SparkContext;
import org.jspecify.annotations.Nullable;

/**
 * The first pass over tables: collects statistics, finds everything that cannot be used, and
 * decides how features and labels become numbers. Before it, a table of texts is read once to find
 * what its columns hold.
 */
public final class FirstPass {
  private final DataConfig config;
  private final boolean regression;
  private final @Nullable Model initial;

  /**
   * A first pass.
   *
   * @param regression whether the labels are numbers to predict, not classes
   * @param initial a model whose features and target are to be used, or null to derive them from
   *     the table
   */
  public FirstPass(DataConfig config, boolean regression, @Nullable Model initial) {
    this.config = config;
    this.regression = regression;
    this.initial = initial;
  }

  /**
   * Makes it.
   *
   * @param shards into which the rows will go, empty for as many as Spark has cores
   * @throws BadDataException if the tables cannot be trained on, with everything that is wrong
   * @throws dev.lockstep.spark.config.ConfigException if columns that hold no numbers are to be
   *     scaled or encoded as such
   */
  public CheckedTables check(List<Table> tables, OptionalInt shards) {
    long start = System.nanoTime();
    SparkContext spark = tables.get(0).spark();
    Opened opened = JobName.during(spark, "load: types of columns", () -> open(tables));
    List<FeatureReader> readers = opened.scans().get(0).reader().features();
    List<Encoding> asked =
        initial == null ? AskedEncodings.of(config, readers) : AskedEncodings.none(readers);
    TableStatistics statistics =
        JobName.during(spark, "load: statistics", () -> statistics(opened.scans(), asked));
    Encodings encodings = new Encodings(config, statistics);
    FeatureSchema features =
        initial == null ? encodings.features(readers, asked) : initial.features();
    Target target =
        initial == null ? encodings.target(opened.schema().target(), regression) : initial.target();
    int count = count(spark, shards, statistics.of(Split.TRAIN).rows);
    new StatisticsChecks(statistics, target, count).check();
    Optional<Fractions> shares = asked(tables);
    List<String> warnings = new DataWarnings(config, shares, opened.schema(), statistics).all();
    return new CheckedTables(
        opened.scans(),
        TableFiles.of(tables),
        statistics,
        features,
        target,
        count,
        shares,
        warnings,
        start);
  }

  /** Registers what executors tell the driver. */
  public static void register(Kryo kryo) {
    kryo.register(TableStatistics.class);
    kryo.register(TableStatistics[].class);
    kryo.register(TableStatistics.SplitStatistics.class);
    kryo.register(TableStatistics.Problem.class);
    kryo.register(NumberStatistics.class);
    kryo.register(CategoryStatistics.class);
    kryo.register(VectorStatistics.class);
    kryo.register(ExactSum.class);
    kryo.register(WeightSum.class);
    kryo.register(long[].class);
    kryo.register(Moments.class);
    kryo.register(Moments[].class);
    kryo.register(QuantileSketch.class);
    kryo.register(QuantileSketch[].class);
    kryo.register(Wanted.class);
    kryo.register(Split.class);
    kryo.register(TreeSet.class);
    kryo.register(HashMap.class);
    kryo.register(ArrayList.class);
    kryo.register(LinkedHashMap.class);
  }

  /** The shares of the splits that hold; none for datasets of somebody who has split them. */
  private Optional<Fractions> asked(List<Table> tables) {
    boolean given = tables.get(0).source() instanceof TableSource.Given;
    return !given && config.source() instanceof Fractions fractions
        ? Optional.of(fractions)
        : Optional.empty();
  }

  private static int count(SparkContext spark, OptionalInt shards, long rows) {
    // Asked after a job has run on the executors, which may not have been there before.
    int cores = Cores.of(spark);
    return shards.orElse((int) Math.max(1, Math.min(cores, rows)));
  }

  /** Tables, and how their columns are read. */
  private record Opened(TableSchema schema, List<TableScan> scans) {}

  /** The first table, or the initial model, tells what the columns hold; all others must fit. */
  private Opened open(List<Table> tables) {
    List<TableScan> scans = new ArrayList<>();
    TableSchema schema;
    if (initial == null) {
      SchemaInference.Decided decided =
          new SchemaInference(tables.get(0), config).decide(regression);
      schema = decided.schema();
      scans.add(decided.scan());
    } else {
      schema = TableSchema.of(initial, config.preparation().malformed());
    }
    for (Table table : tables.subList(scans.size(), tables.size())) {
      scans.add(schema.scan(table));
    }
    return new Opened(schema, scans);
  }

  private static TableStatistics statistics(List<TableScan> scans, List<Encoding> asked) {
    TableStatistics all = new TableStatistics(scans.get(0).reader().features(), asked);
    for (TableScan scan : scans) {
      long before = all.rows();
      StatisticsCollector.collect(scan, asked, all);
      if (all.rows() == before) {
        throw new BadDataException(scan.table().name() + " has no rows; it needs at least 1");
      }
    }
    all.throwProblems();
    return all;
  }
}
