package dev.lockstep.spark.data;

import dev.lockstep.data.Shard.RowFormat;
import dev.lockstep.data.Shuffle;
import dev.lockstep.model.FeatureColumn;
import dev.lockstep.model.FeatureSchema;
import dev.lockstep.model.Model;
import dev.lockstep.model.ModelJson;
import dev.lockstep.model.Target;
import dev.lockstep.spark.config.DataConfig;
import dev.lockstep.spark.data.ColumnStatistics.Encoding;
import dev.lockstep.spark.data.RowPacker.Packing;
import dev.lockstep.spark.data.TableReader.SplitReader;
import dev.lockstep.spark.data.TableReader.WeightReader;
import dev.lockstep.spark.data.Tables.Table;
import dev.lockstep.train.Split;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Turns tables into shards in two passes: the first collects statistics and finds everything that
 * cannot be used, the second packs the rows and ships them to their shards.
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
      int cores = SparkSession.active().sparkContext().defaultParallelism();
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
    return load(tables, checked -> {});
  }

  /**
   * Reads the tables.
   *
   * @param preflight told what the first pass tells, before shards are built; may refuse to go on
   * @throws BadDataException if they cannot be trained on, with everything that is wrong
   */
  public LoadedData load(List<Table> tables, Consumer<Checked> preflight) {
    long start = System.nanoTime();
    List<Source> sources = sources(tables);
    TableStatistics statistics = statistics(sources);
    FeatureSchema schema = schema(sources.get(0).reader(), statistics);
    Target target = target(tables.get(0), statistics);
    int shards = sharding.count(statistics.of(Split.TRAIN).rows);
    new StatisticsChecks(statistics, target, shards).check();
    TableFiles files = TableFiles.of(tables);
    preflight.accept(checked(schema, target, statistics, shards, input(files, sources)));
    var splits = new Packer(schema, target, sources, shards).load(files);
    RowCounts.check(statistics, splits, files);
    return new LoadedData(
        schema,
        target,
        statistics.of(Split.TRAIN).targets.means(),
        splits,
        statistics.rejectedRows,
        (System.nanoTime() - start) / 1e9);
  }

  /** What the first pass tells. */
  public record Checked(
      FeatureSchema features, Target target, Map<Split, Long> rows, int shards, Input input) {
    /** Number of rows to train on. */
    public long trainRows() {
      return Objects.requireNonNull(rows.get(Split.TRAIN));
    }
  }

  /** The files, if there are any, and the parts in which they are read. */
  public record Input(long fileBytes, long largestFile, int partitions) {}

  /** Makes the first pass only; throws BadDataException if the tables cannot be trained on. */
  public Checked check(List<Table> tables) {
    List<Source> sources = sources(tables);
    TableStatistics statistics = statistics(sources);
    FeatureSchema schema = schema(sources.get(0).reader(), statistics);
    Target target = target(tables.get(0), statistics);
    int shards = sharding.count(statistics.of(Split.TRAIN).rows);
    new StatisticsChecks(statistics, target, shards).check();
    Input input = input(TableFiles.of(tables), sources);
    return checked(schema, target, statistics, shards, input);
  }

  private static Input input(TableFiles files, List<Source> sources) {
    int partitions = sources.stream().mapToInt(source -> source.blocks(1).getNumPartitions()).sum();
    return new Input(files.bytes(), files.largest(), partitions);
  }

  private static Checked checked(
      FeatureSchema schema, Target target, TableStatistics statistics, int shards, Input input) {
    Map<Split, Long> rows = new EnumMap<>(Split.class);
    for (Split split : Split.values()) {
      rows.put(split, statistics.of(split).rows);
    }
    return new Checked(schema, target, rows, shards, input);
  }

  /** A table and how it is read. */
  private record Source(Table table, TableReader reader) {
    JavaRDD<RowBlock> blocks(int mostRows) {
      return TableScan.blocks(table.rows(), mostRows);
    }
  }

  /** The first table tells what the columns hold; the others must fit it. */
  private List<Source> sources(List<Table> tables) {
    List<Source> sources = new ArrayList<>();
    for (Table table : tables) {
      TableColumns columns = new TableColumns(table.rows().schema(), table.name());
      List<FeatureReader> features =
          sources.isEmpty()
              ? features(columns)
              : columns.features(sources.get(0).reader().features());
      sources.add(source(table, columns, features));
    }
    return sources;
  }

  private List<FeatureReader> features(TableColumns columns) {
    return initial == null
        ? columns.features(config.columns(), config.preparation().maxCategories())
        : columns.features(initial.features());
  }

  private Source source(Table table, TableColumns columns, List<FeatureReader> features) {
    TableReader reader =
        new TableReader(
            features,
            TargetReader.of(columns, config.columns().label(), regression),
            weight(columns),
            splits(table, columns),
            initial == null ? config.preparation().missing() : initial.features().missing());
    return new Source(table, reader);
  }

  private static SplitReader splits(Table table, TableColumns columns) {
    return table
        .split()
        .map(split -> new SplitReader(split, -1))
        .orElseGet(() -> new SplitReader(null, columns.ordinal("split", Tables.SPLIT_COLUMN)));
  }

  private @Nullable WeightReader weight(TableColumns columns) {
    String name = config.columns().weight().orElse(null);
    return name == null
        ? null
        : new WeightReader(name, columns.ordinal("weight", name), columns.number("weight", name));
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

  private FeatureSchema schema(TableReader reader, TableStatistics statistics) {
    if (initial != null) {
      return initial.features();
    }
    DataConfig.Preparation preparation = config.preparation();
    List<FeatureColumn> columns = new ArrayList<>();
    for (int i = 0; i < reader.features().size(); i++) {
      String name = reader.features().get(i).name();
      Encoding encoding = new Encoding(name, preparation.standardize(), preparation.missing());
      try {
        columns.add(statistics.columns.get(i).column(encoding));
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
    return new FeatureSchema(columns, preparation.missing(), config.columns().weight());
  }

  private Target target(Table table, TableStatistics statistics) {
    if (initial != null) {
      return initial.target();
    }
    List<String> labels = config.columns().label();
    if (regression) {
      return new Target.Regression(labels);
    }
    StatisticsChecks.checkClasses(labels.get(0), statistics);
    String column = labels.get(0);
    StructType schema = table.rows().schema();
    String type = schema.apply(column).dataType().simpleString();
    Set<Object> classes = statistics.of(Split.TRAIN).labels;
    return Target.Classification.of(column, type, classes);
  }

  /** The second pass. */
  private final class Packer {
    private final FeatureSchema schema;
    private final Target target;
    private final List<Source> sources;
    private final RowFormat format;
    private final int shards;

    Packer(FeatureSchema schema, Target target, List<Source> sources, int shards) {
      this.shards = shards;
      this.schema = schema;
      this.target = target;
      this.sources = sources;
      this.format = RowEncoder.format(schema, regression ? target.columns().size() : 1);
    }

    Map<Split, ShardedDataset> load(TableFiles files) {
      boolean ordered = sharding.shuffle() == Shuffle.NONE;
      ShardShuffle shuffle = new ShardShuffle(format, shards, ordered, files);
      for (Source source : sources) {
        Packing packing =
            new Packing(
                source.reader(),
                ModelJson.of(schema),
                ModelJson.of(target),
                format,
                shards,
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
