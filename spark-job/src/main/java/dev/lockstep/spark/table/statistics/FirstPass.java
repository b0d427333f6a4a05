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
import dev.lockstep.spark.config.InitialSchema;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.compare.ModelChange;
import dev.lockstep.spark.table.compare.ModelChanges;
import dev.lockstep.spark.table.infer.SchemaInference;
import dev.lockstep.spark.table.read.FeatureReader;
import dev.lockstep.spark.table.read.KeptTexts;
import dev.lockstep.spark.table.read.TableScan;
import dev.lockstep.spark.table.read.TableSchema;
import dev.lockstep.spark.table.source.TableFiles;
import dev.lockstep.spark.table.source.TableSource;
import dev.lockstep.spark.table.source.Tables.Table;
import dev.lockstep.train.Split;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.SparkContext;
import org.jspecify.annotations.Nullable;

/**
 * The first pass over tables: collects statistics, finds everything that cannot be used, and
 * decides how features and labels become numbers. Before it, a table of texts is read once to find
 * what its columns hold, and its rows are kept for the passes.
 */
public final class FirstPass {
  private final DataConfig config;
  private final boolean regression;
  private final @Nullable Model initial;
  private final Optional<InitialSchema> policy;

  /**
   * A first pass.
   *
   * @param regression whether the labels are numbers to predict, not classes
   * @param initial a model whose features and target are to be used, or null to derive them from
   *     the table
   */
  public FirstPass(DataConfig config, boolean regression, @Nullable Model initial) {
    this(config, regression, initial, Optional.empty());
  }

  /**
   * One of a training that goes on from a model.
   *
   * @param regression whether the labels are numbers to predict, not classes
   */
  public FirstPass(DataConfig config, boolean regression, Model initial, InitialSchema policy) {
    this(config, regression, initial, Optional.of(policy));
  }

  private FirstPass(
      DataConfig config,
      boolean regression,
      @Nullable Model initial,
      Optional<InitialSchema> policy) {
    this.config = config;
    this.regression = regression;
    this.initial = initial;
    this.policy = policy;
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
    try {
      return check(tables, opened, shards, start);
    } catch (RuntimeException e) {
      opened.scans().forEach(TableScan::release);
      throw e;
    }
  }

  private CheckedTables check(List<Table> tables, Opened opened, OptionalInt shards, long start) {
    SparkContext spark = tables.get(0).spark();
    List<FeatureReader> readers = opened.scans().get(0).reader().features();
    List<Encoding> asked = encodings(readers);
    TableStatistics statistics =
        JobName.during(spark, "load: statistics", () -> statistics(opened.scans(), asked));
    Encodings encodings = new Encodings(config, statistics);
    Model kept = kept();
    FeatureSchema features = kept == null ? encodings.features(readers, asked) : kept.features();
    Target target = kept == null ? target(encodings, opened.schema()) : kept.target();
    List<ModelChange> changes = changes(opened, asked, statistics);
    refuse(changes);
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
        changes,
        warnings,
        start);
  }

  /** Registers what executors tell the driver. */
  public static void register(Kryo kryo) {
    kryo.register(TableStatistics.class);
    kryo.register(TableStatistics[].class);
    kryo.register(TableStatistics.SplitStatistics.class);
    kryo.register(TableStatistics.Problem.class);
    kryo.register(SplitDigest.class);
    kryo.register(NumberStatistics.class);
    kryo.register(CategoryStatistics.class);
    kryo.register(VectorStatistics.class);
    kryo.register(ExactSum.class);
    kryo.register(LabelRows.class);
    kryo.register(WeightSum.class);
    kryo.register(long[].class);
    kryo.register(Moments.class);
    kryo.register(Moments[].class);
    kryo.register(QuantileSketch.class);
    kryo.register(QuantileSketch[].class);
    kryo.register(Wanted.class);
    kryo.register(Split.class);
    kryo.register(TreeMap.class);
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

  /** The model that decides on all; null where the table does. */
  private @Nullable Model kept() {
    return policy.orElse(InitialSchema.KEEP) == InitialSchema.KEEP ? initial : null;
  }

  private List<Encoding> encodings(List<FeatureReader> readers) {
    Model kept = kept();
    if (kept == null) {
      return AskedEncodings.of(config, readers);
    }
    return policy.isEmpty() ? AskedEncodings.none(readers) : ModelEncodings.of(kept.features());
  }

  /** Classes of an initial model stay beside those of the table. */
  private Target target(Encodings encodings, TableSchema schema) {
    return initial != null && initial.target() instanceof Target.Classification before
        ? encodings.target(before)
        : encodings.target(schema.target(), regression);
  }

  private List<ModelChange> changes(
      Opened opened, List<Encoding> asked, TableStatistics statistics) {
    return initial == null || policy.isEmpty()
        ? List.of()
        : new ModelComparison(initial, policy.get(), config)
            .of(opened.scans().get(0), asked, statistics);
  }

  private static void refuse(List<ModelChange> changes) {
    List<ModelChange> refused = changes.stream().filter(ModelChange::refused).toList();
    if (!refused.isEmpty()) {
      throw new BadDataException(
          "the table does not fit the model that training goes on from: "
              + refused.get(0).describe()
              + (refused.size() > 1 ? ", and more" : "")
              + "\n"
              + ModelChanges.table(changes)
              + "\nmend the table, train without training.initial_model or --from-current, or let"
              + " training.initial_schema: refit derive columns, scales and classes from the table");
    }
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
    Model model = kept();
    TableSchema schema;
    if (model == null) {
      Table first = tables.get(0);
      Optional<KeptTexts> kept = kept(first, Set.of());
      SchemaInference.Decided decided = new SchemaInference(first, config, kept).decide(regression);
      schema = initial == null ? decided.schema() : decided.schema().labelledAs(initial);
      scans.add(schema.scan(first, decided.scan().reader().features()).keeping(kept));
    } else {
      schema = TableSchema.of(model, config.preparation().malformed());
      if (policy.isPresent()) {
        refuse(ModelComparison.misfits(schema, tables));
      }
    }
    for (Table table : tables.subList(scans.size(), tables.size())) {
      scans.add(schema.scan(table).keeping(kept(table, schema.columns().keySet())));
    }
    return new Opened(schema, scans);
  }

  /** Without the columns that are excluded, but for some: a model reads what it was trained on. */
  private Optional<KeptTexts> kept(Table table, Set<String> read) {
    Set<String> excluded = new HashSet<>(config.columns().exclude());
    excluded.removeAll(read);
    return Optional.ofNullable(KeptTexts.of(table, excluded));
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
