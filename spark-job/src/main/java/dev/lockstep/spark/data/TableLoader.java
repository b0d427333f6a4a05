package dev.lockstep.spark.data;

import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.model.Model;
import dev.lockstep.model.ModelJson;
import dev.lockstep.model.Target;
import dev.lockstep.shard.Shard.RowFormat;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.spark.config.DataConfig;
import dev.lockstep.spark.data.ColumnStatistics.Encoding;
import dev.lockstep.spark.data.LoadedData.Found;
import dev.lockstep.spark.data.RowPacker.Packing;
import dev.lockstep.spark.data.Tables.Table;
import dev.lockstep.train.Split;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Turns tables into shards in two passes: the first collects statistics and finds everything that
 * cannot be used, the second packs the rows and ships them to their shards. Before them, a table of
 * texts is read once to find what its columns hold.
 */
public final class TableLoader {
  private final DataConfig config;
  private final Sharding sharding;
  private final boolean regression;
  private final @Nullable Model initial;

  /**
   * Into how many shards, empty for as many as Spark has cores; and in which order their rows lie.
   */
  public record Sharding(OptionalInt shards, Shuffle shuffle) {
    private int count(long rows) {
      // Asked after a job has run on the executors, which may not have been there before.
      int cores = Cores.of(SparkSession.active().sparkContext());
      return shards.orElse((int) Math.max(1, Math.min(cores, rows)));
    }
  }

  /**
   * A loader.
   *
   * @param regression whether the labels are numbers to predict, not classes
   * @param initial a model whose features and target are to be used, or null to derive them from
   *     the table
   */
  public TableLoader(
      DataConfig config, Sharding sharding, boolean regression, @Nullable Model initial) {
    this.config = config;
    this.sharding = sharding;
    this.regression = regression;
    this.initial = initial;
  }

  /**
   * Reads the tables.
   *
   * @throws BadDataException if they cannot be trained on, with everything that is wrong
   */
  public LoadedData load(List<Table> tables) {
    return load(check(tables));
  }

  /** Makes the first pass only; throws BadDataException if the tables cannot be trained on. */
  public Checked check(List<Table> tables) {
    long start = System.nanoTime();
    Opened opened = JobName.during(spark(), "load: types of columns", () -> open(tables));
    TableStatistics statistics =
        JobName.during(spark(), "load: statistics", () -> statistics(opened.sources()));
    FeatureSchema features = features(opened, statistics);
    Target target = target(opened.schema(), statistics);
    int shards = sharding.count(statistics.of(Split.TRAIN).rows);
    new StatisticsChecks(statistics, target, shards).check();
    List<String> warnings = new DataWarnings(config, opened.schema(), statistics).all();
    return new Checked(
        opened.sources(),
        TableFiles.of(tables),
        statistics,
        features,
        target,
        shards,
        warnings,
        start);
  }

  /** Makes the second pass over tables whose first is done: their rows become shards. */
  public LoadedData load(Checked tables) {
    var splits = JobName.during(spark(), "load: pack rows", () -> new Packer(tables).load());
    RowCounts.check(tables.statistics, splits, tables.files);
    return new LoadedData(
        tables.features,
        tables.target,
        splits,
        tables.found(),
        (System.nanoTime() - tables.start) / 1e9);
  }

  private static SparkContext spark() {
    return SparkSession.active().sparkContext();
  }

  /** A table and how it is read. */
  private record Source(Table table, TableReader reader) {
    JavaRDD<RowBlock> blocks(int mostRows) {
      return TableScan.blocks(table.rows(), mostRows);
    }
  }

  /** Tables whose first pass is done: everything that is known before rows are packed. */
  public static final class Checked {
    private final List<Source> sources;
    private final TableFiles files;
    private final TableStatistics statistics;
    private final FeatureSchema features;
    private final Target target;
    private final int shards;
    private final List<String> warnings;
    private final long start;

    private Checked(
        List<Source> sources,
        TableFiles files,
        TableStatistics statistics,
        FeatureSchema features,
        Target target,
        int shards,
        List<String> warnings,
        long start) {
      this.sources = sources;
      this.files = files;
      this.statistics = statistics;
      this.features = features;
      this.target = target;
      this.shards = shards;
      this.warnings = warnings;
      this.start = start;
    }

    public FeatureSchema features() {
      return features;
    }

    public Target target() {
      return target;
    }

    /** Number of shards of each split. */
    public int shards() {
      return shards;
    }

    /** Number of rows of each split. */
    public Map<Split, Long> rows() {
      Map<Split, Long> rows = new EnumMap<>(Split.class);
      for (Split split : Split.values()) {
        rows.put(split, statistics.of(split).rows);
      }
      return rows;
    }

    /** Number of rows to train on. */
    public long trainRows() {
      return statistics.of(Split.TRAIN).rows;
    }

    /** The files, if there are any, and the parts in which they are read. */
    public Input input() {
      int partitions =
          sources.stream().mapToInt(source -> source.blocks(1).getNumPartitions()).sum();
      return new Input(files.bytes(), files.largest(), partitions);
    }

    /** What reports say. */
    public Found found() {
      Map<Split, Double> largest = new EnumMap<>(Split.class);
      if (target instanceof Target.Classification) {
        statistics.splits.forEach((split, each) -> largest.put(split, each.largestShare()));
      }
      return new Found(
          targetMeans(), largest, statistics.rejectedRows, statistics.malformedRows, warnings);
    }

    private List<Double> targetMeans() {
      if (!(target instanceof Target.Regression regression)) {
        return List.of();
      }
      List<Double> means = statistics.of(Split.TRAIN).targets.means();
      return IntStream.range(0, means.size())
          .mapToObj(i -> (double) regression.standardizers().get(i).apply(means.get(i)))
          .toList();
    }
  }

  /** The files, if there are any, and the parts in which they are read. */
  public record Input(long fileBytes, long largestFile, int partitions) {}

  /** Tables, and how their columns are read. */
  private record Opened(TableSchema schema, List<Source> sources) {}

  /** The first table, or the initial model, tells what the columns hold; all others must fit. */
  private Opened open(List<Table> tables) {
    List<Source> sources = new ArrayList<>();
    TableSchema schema;
    if (initial == null) {
      TableSchema.Decided decided = TableSchema.decide(tables.get(0), config, regression);
      schema = decided.schema();
      sources.add(new Source(tables.get(0), schema.reader(tables.get(0), decided.features())));
    } else {
      schema = TableSchema.of(initial, config.preparation().malformed());
    }
    for (Table table : tables.subList(sources.size(), tables.size())) {
      Table fitted = schema.fit(table);
      sources.add(new Source(fitted, schema.reader(fitted)));
    }
    return new Opened(schema, sources);
  }

  private static TableStatistics statistics(List<Source> sources) {
    TableStatistics all = new TableStatistics(sources.get(0).reader().features());
    for (Source source : sources) {
      TableReader reader = source.reader();
      long before = all.rows();
      try {
        PartitionResults.use(
            source.blocks(Integer.MAX_VALUE),
            blocks -> new StatisticsCollector(reader).collect(blocks),
            all::merge);
      } catch (Exception e) {
        throw ReadFailure.of(e, "cannot read " + source.table().name());
      }
      if (all.rows() == before) {
        throw new BadDataException(source.table().name() + " has no rows; it needs at least 1");
      }
    }
    all.throwProblems();
    return all;
  }

  private FeatureSchema features(Opened opened, TableStatistics statistics) {
    if (initial != null) {
      return initial.features();
    }
    StatisticsChecks.checkRows(statistics);
    DataConfig.Preparation preparation = config.preparation();
    List<FeatureColumn> columns = new ArrayList<>();
    List<FeatureReader> readers = opened.sources().get(0).reader().features();
    for (int i = 0; i < readers.size(); i++) {
      String name = readers.get(i).name();
      Encoding encoding = new Encoding(name, preparation.standardize(), preparation.missing());
      FeatureColumn column = column(statistics.columns.get(i), encoding, statistics);
      boolean calendar = readers.get(i).kind() == FeatureReader.Kind.CALENDAR;
      columns.add(calendar ? new FeatureColumn.Calendar((FeatureColumn.Vector) column) : column);
    }
    checkWidth(columns);
    return new FeatureSchema(
        columns, preparation.missing(), preparation.missingTexts(), config.columns().weight());
  }

  private static void checkWidth(List<FeatureColumn> columns) {
    long width = columns.stream().mapToLong(FeatureColumn::width).sum();
    if (width > FeatureSchema.MAX_WIDTH) {
      FeatureColumn widest =
          Collections.max(columns, Comparator.comparingInt(FeatureColumn::width));
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "the columns make %,d features together; at most %,d are possible; the widest is '%s' with %,d: exclude it, or hash it"
                  + " to fewer",
              width,
              FeatureSchema.MAX_WIDTH,
              widest.name(),
              widest.width()));
    }
  }

  private static FeatureColumn column(
      ColumnStatistics found, Encoding encoding, TableStatistics statistics) {
    try {
      return found.column(encoding);
    } catch (IllegalArgumentException e) {
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "%s; it has no value in any of the %,d rows of the training split, exclude it",
              e.getMessage(),
              statistics.of(Split.TRAIN).rows),
          e);
    }
  }

  private Target target(TableSchema schema, TableStatistics statistics) {
    if (initial != null) {
      return initial.target();
    }
    List<String> labels = schema.target().columns();
    if (regression) {
      return config.preparation().standardizeTarget()
          ? new Target.Regression(labels, statistics.of(Split.TRAIN).targets.standardizers())
          : Target.Regression.plain(labels);
    }
    StatisticsChecks.checkClasses(labels.get(0), statistics);
    return Target.Classification.of(
        labels.get(0), schema.target().type(), statistics.of(Split.TRAIN).classes());
  }

  /** The second pass. */
  private final class Packer {
    private final Checked tables;
    private final RowFormat format;

    Packer(Checked tables) {
      this.tables = tables;
      this.format =
          RowEncoder.format(tables.features, regression ? tables.target.columns().size() : 1);
    }

    Map<Split, ShardedDataset> load() {
      boolean ordered = sharding.shuffle() == Shuffle.NONE;
      ShardShuffle shuffle = new ShardShuffle(format, tables.shards, ordered, tables.files);
      for (Source source : tables.sources) {
        Packing packing =
            new Packing(
                source.reader(),
                ModelJson.of(tables.features),
                ModelJson.of(tables.target),
                format,
                tables.shards,
                ordered ? InputOrder.of(source.table().rows()) : null);
        shuffle.add(
            source
                .blocks(packing.blockRows())
                .mapPartitionsWithIndex((p, blocks) -> pack(packing, p, blocks), false));
      }
      try {
        return shuffle.run();
      } catch (Exception e) {
        throw ReadFailure.of(e, "cannot read the table");
      }
    }
  }

  private static Iterator<scala.Tuple2<Integer, PackedRows>> pack(
      Packing packing, int partition, Iterator<RowBlock> blocks) {
    return new RowPacker(packing, partition, blocks, Split.values().length);
  }
}
