package dev.lockstep.spark.table;

import dev.lockstep.feature.MissingValues;
import dev.lockstep.model.Model;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.spark.config.DataConfig;
import dev.lockstep.spark.config.DataConfig.Columns;
import dev.lockstep.spark.config.DataConfig.Format;
import dev.lockstep.spark.config.DataConfig.Fractions;
import dev.lockstep.spark.config.DataConfig.Malformed;
import dev.lockstep.spark.config.DataConfig.Preparation;
import dev.lockstep.spark.config.DataConfig.Source;
import dev.lockstep.spark.config.DataConfig.Splits;
import dev.lockstep.spark.config.NumbersConfig;
import dev.lockstep.spark.table.pack.LoadedData;
import dev.lockstep.spark.table.pack.TableLoader;
import dev.lockstep.spark.table.pack.TableLoader.Sharding;
import dev.lockstep.spark.table.source.TableSource;
import dev.lockstep.spark.table.source.Tables;
import dev.lockstep.spark.table.source.Tables.Table;
import dev.lockstep.spark.testing.TestSpark;
import dev.lockstep.train.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * A loading under test: as a configuration would ask for it, with the label in column "label", all
 * other columns as features as they are, and one shard, unless a test wants something else.
 */
public final class Loading {
  private Format format = new Format("parquet", Map.of());
  private Source source = new Fractions(List.of("unused"), 0, 0);
  private List<String> label = List.of("label");
  private Optional<List<String>> features = Optional.empty();
  private List<String> exclude = List.of();
  private List<String> categorical = List.of();
  private List<String> numeric = List.of();
  private List<String> calendar = List.of();
  private List<String> missingTexts = List.of();
  private Malformed malformed = Malformed.ERROR;
  private boolean standardizeTarget;
  private Optional<String> weight = Optional.empty();
  private MissingValues missing = MissingValues.ERROR;
  private boolean standardize;
  private Optional<NumbersConfig> numbers = Optional.empty();
  private int maxCategories = 1000;
  private OptionalInt shards = OptionalInt.of(1);
  private Shuffle shuffle = Shuffle.NONE;
  private boolean regression;
  private @Nullable Model initial;

  public Loading format(String name, Map<String, String> options) {
    format = new Format(name, options);
    return this;
  }

  /** One table, all of it trained on. */
  public Loading from(Path... paths) {
    return split(0, 0, paths);
  }

  public Loading split(double dev, double test, Path... paths) {
    source = new Fractions(names(paths), dev, test);
    return this;
  }

  public Loading from(List<Path> train, List<Path> dev, List<Path> test) {
    source =
        new Splits(
            names(train.toArray(new Path[0])),
            names(dev.toArray(new Path[0])),
            names(test.toArray(new Path[0])));
    return this;
  }

  private static List<String> names(Path... paths) {
    return Arrays.stream(paths).map(Path::toString).toList();
  }

  public Loading label(String... columns) {
    label = List.of(columns);
    return this;
  }

  public Loading features(String... columns) {
    features = Optional.of(List.of(columns));
    return this;
  }

  public Loading exclude(String... columns) {
    exclude = List.of(columns);
    return this;
  }

  public Loading categorical(String... columns) {
    categorical = List.of(columns);
    return this;
  }

  public Loading numeric(String... columns) {
    numeric = List.of(columns);
    return this;
  }

  public Loading calendar(String... columns) {
    calendar = List.of(columns);
    return this;
  }

  /** Texts that stand for a missing value. */
  public Loading missingTexts(String... texts) {
    missingTexts = List.of(texts);
    return this;
  }

  public Loading dropMalformed() {
    malformed = Malformed.DROP;
    return this;
  }

  public Loading standardizeTarget() {
    standardizeTarget = true;
    return this;
  }

  public Loading weight(String column) {
    weight = Optional.of(column);
    return this;
  }

  public Loading missing(MissingValues policy) {
    missing = policy;
    return this;
  }

  public Loading standardize() {
    standardize = true;
    return this;
  }

  public Loading numbers(NumbersConfig config) {
    numbers = Optional.of(config);
    return this;
  }

  public Loading maxCategories(int most) {
    maxCategories = most;
    return this;
  }

  /** In that many shards, each ordered by content. */
  public Loading shards(int number) {
    shards = OptionalInt.of(number);
    shuffle = Shuffle.FULL;
    return this;
  }

  public Loading regression() {
    regression = true;
    return this;
  }

  public Loading initial(Model model) {
    initial = model;
    return this;
  }

  /** The tables at the paths, each with its split. */
  public List<Table> open(long seed) {
    return new Tables(TestSpark.session()).open(config(), seed);
  }

  /** Loads the tables at the paths. */
  public LoadedData load() {
    return load(1);
  }

  /** The same with another seed, which decides splits. */
  public LoadedData load(long seed) {
    return loader().load(open(seed));
  }

  /** Loads tables for train, dev and test, or the first of these. */
  @SafeVarargs
  public final LoadedData load(Dataset<Row>... tables) {
    List<Table> opened = new ArrayList<>();
    for (Split split : Split.values()) {
      if (split.number() < tables.length) {
        Dataset<Row> table =
            tables[split.number()].withColumn(
                Tables.SPLIT_COLUMN, functions.lit(split.number()).cast("int"));
        opened.add(
            new Table(new TableSource.Given(table), "the " + split + " table", Optional.empty()));
      }
    }
    return loader().load(opened);
  }

  private TableLoader loader() {
    return new TableLoader(config(), new Sharding(shards, shuffle), regression, initial);
  }

  private DataConfig config() {
    return new DataConfig(
        format,
        source,
        new Columns(label, features, exclude, categorical, numeric, calendar, weight),
        new Preparation(
            missing,
            missingTexts,
            malformed,
            numbers.orElse(NumbersConfig.standardized(standardize)),
            standardizeTarget,
            maxCategories));
  }
}
