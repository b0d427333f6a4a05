package dev.lockstep.spark.bench;

import dev.lockstep.spark.table.source.PlaneTable;
import dev.lockstep.spark.table.source.PlaneTable.Kind;
import dev.lockstep.train.Split;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * A small part of a table, and the recipe that it is trained by, with what makes that a plain one.
 */
@SuppressWarnings("ImmutableEnumChecker") // Its lists cannot be changed.
enum SmallTable {
  IMAGES(
      "data/fashion-mnist/train",
      List.of(33, 66, 66),
      "conf/fashion-mnist.yaml",
      List.of(
          "network.hidden=[256, 128]",
          "network.batch_norm=none",
          "network.keep_prob=1",
          "training.batch_size=100",
          "optimizer.name=adam",
          "optimizer.weight_decay=null",
          "learning_rate.initial=0.001",
          "learning_rate.schedule=constant")),
  FOREST(
      "data/covertype.csv.gz",
      List.of(57, 57, 57),
      "conf/covertype.yaml",
      List.of(
          "network.hidden=[128, 64]",
          "network.batch_norm=none",
          "data.encode=null",
          "training.batch_size=100",
          "optimizer.name=adam",
          "optimizer.weight_decay=null",
          "training.epochs=20",
          "learning_rate.initial=0.002",
          "learning_rate.schedule=constant")),
  ADULT(
      "conf/data/adult-train.csv.gz",
      List.of(250, 375, 375),
      "conf/adult.yaml",
      List.of(
          "network.hidden=[64, 32]",
          "network.keep_prob=1",
          "data.encode=null",
          "training.batch_size=100",
          "optimizer.name=adam",
          "optimizer.weight_decay=null",
          "learning_rate.initial=0.001",
          "learning_rate.schedule=constant")),
  SPIRAL("", List.of(200, 400, 400), "conf/course/optimizers.yaml", List.of()),
  /** The same points and twelve hidden layers. */
  DEEP(
      "",
      List.of(200, 400, 400),
      "conf/course/optimizers.yaml",
      List.of("network.hidden=[32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32, 32]"));

  private static final Map<String, String> CSV =
      Map.of("header", "true", "inferSchema", "true", "samplingRatio", "0.1");
  private static final String HASH = "hash";

  private final String path;
  private final List<Integer> perMille;
  private final Path recipe;
  private final List<String> plain;

  /**
   * @param path of the table; none for one that is generated
   * @param perMille of its rows for training, dev and test, more or less
   */
  SmallTable(String path, List<Integer> perMille, String recipe, List<String> plain) {
    this.path = path;
    this.perMille = perMille;
    this.recipe = Path.of(recipe);
    this.plain = plain;
  }

  Path recipe() {
    return recipe;
  }

  List<String> plain() {
    return plain;
  }

  boolean isThere() {
    return path.isEmpty() || Files.exists(Path.of(path));
  }

  /** The splits, by a hash of each row's content: the same for any order and files. */
  Map<Split, Dataset<Row>> splits(SparkSession spark) {
    Dataset<Row> table = table(spark);
    Column[] columns = Arrays.stream(table.columns()).map(table::col).toArray(Column[]::new);
    Dataset<Row> hashed =
        table.withColumn(HASH, functions.pmod(functions.xxhash64(columns), functions.lit(1000)));
    int all = perMille.stream().mapToInt(part -> part).sum();
    Dataset<Row> some = hashed.where(hashed.col(HASH).lt(all)).coalesce(2).cache();
    Map<Split, Dataset<Row>> splits = new EnumMap<>(Split.class);
    int from = 0;
    for (Split split : Split.values()) {
      int to = from + perMille.get(split.number());
      splits.put(split, some.where(some.col(HASH).geq(from).and(some.col(HASH).lt(to))).drop(HASH));
      from = to;
    }
    return splits;
  }

  private Dataset<Row> table(SparkSession spark) {
    if (path.isEmpty()) {
      return new PlaneTable(Kind.SPIRAL, 10_000, 3, 1, Kind.SPIRAL.usualNoise()).rows(spark, 2);
    }
    return path.endsWith(".csv.gz")
        ? spark.read().options(CSV).csv(path)
        : spark.read().parquet(path);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
