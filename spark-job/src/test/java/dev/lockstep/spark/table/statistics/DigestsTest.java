package dev.lockstep.spark.table.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.feature.MissingValues;
import dev.lockstep.spark.table.Loading;
import dev.lockstep.spark.testing.TestSpark;
import dev.lockstep.train.Split;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The digests of rows: what they depend on, and what they do not. */
class DigestsTest {
  private static final int ROWS = 900;

  @TempDir Path directory;

  /** Rows of every kind of column, some of them twice; x lacks no value, y and c lack some. */
  private static Dataset<Row> example() {
    return TestSpark.session()
        .range(0, ROWS, 1, 1)
        .selectExpr("id - if(id % 3 = 1, 1, 0) as i")
        .selectExpr(
            "cast(i as double) / 4 as x",
            "if(i % 7 = 0, null, cast(i % 100 as int)) as y",
            "if(i % 11 = 0, null, concat('c', i % 5)) as c",
            "i % 2 = 0 as b",
            "date_add(date'2024-01-01', cast(i as int)) as day",
            "cast(i % 3 as double) as w",
            "concat('class', i % 2) as label");
  }

  private static Loading loading() {
    return new Loading().calendar("day").weight("w").missing(MissingValues.IMPUTE);
  }

  private static Map<Split, String> digests(Loading loading) {
    return loading.load().found().digests();
  }

  private static String digest(Loading loading, Dataset<Row> table) {
    return Objects.requireNonNull(loading.load(table).found().digests().get(Split.TRAIN));
  }

  private static String digest(Dataset<Row> table) {
    return digest(loading(), table);
  }

  @Test
  void anyOrderPartitionsAndShardsGiveTheSame() {
    String digest = digest(example());
    assertThat(digest).matches("[0-9a-f]{32}");
    assertThat(digest(example().repartition(5))).isEqualTo(digest);
    assertThat(digest(example().orderBy(functions.col("x").desc()))).isEqualTo(digest);
    assertThat(digest(loading().shards(3), example())).isEqualTo(digest);
    assertThat(digest(loading().missing(MissingValues.IMPUTE).shards(2), example().repartition(3)))
        .isEqualTo(digest);
  }

  @Test
  void anyFilesAndFormatGiveTheSame() {
    Path batches = directory.resolve("batches");
    Path many = directory.resolve("many");
    Path text = directory.resolve("text");
    example().write().parquet(batches.toString());
    example().repartition(4).write().option("parquet.block.size", 4096).parquet(many.toString());
    example().repartition(3).write().option("header", true).csv(text.toString());
    String digest = digest(example());
    Loading csv = loading().format("csv", Map.of("header", "true"));
    for (Loading each : List.of(loading().from(batches), loading().from(many), csv.from(text))) {
      assertThat(digests(each)).containsExactly(Map.entry(Split.TRAIN, digest));
    }
  }

  @Test
  void anyOtherRowsGiveAnother() {
    Dataset<Row> table = example();
    Set<String> digests = new HashSet<>();
    digests.add(digest(table));
    List<Dataset<Row>> others =
        List.of(
            table.limit(ROWS - 1),
            table.union(table.limit(1)),
            table.union(table),
            table.distinct(),
            changed(table, "x", "x + 1e-12"),
            changed(table, "y", "null"),
            changed(table, "y", "y + 1"),
            changed(table, "c", "null"),
            changed(table, "c", "'c9'"),
            changed(table, "b", "not b"),
            changed(table, "day", "date_add(day, 1)"),
            changed(table, "w", "w + 1"),
            changed(table, "label", "if(label = 'class0', 'class1', 'class0')"),
            table.withColumnRenamed("x", "z"),
            table.withColumn("c", functions.col("label")),
            swapped(table));
    others.forEach(other -> digests.add(digest(other)));
    assertThat(digests).hasSize(1 + others.size());
  }

  /** The table with one row, the last, changed in one column. */
  private static Dataset<Row> changed(Dataset<Row> table, String column, String expression) {
    return table.withColumn(
        column,
        functions.expr("if(x = (" + (ROWS - 1) + ") / 4.0D, " + expression + ", " + column + ")"));
  }

  /** The table with two values of two rows swapped, so that each column has the values it had. */
  private static Dataset<Row> swapped(Dataset<Row> table) {
    return table.withColumn(
        "y", functions.expr("case when x = 0.5D then 3 when x = 0.75D then 2 else y end"));
  }

  @Test
  void elementsOfArraysCount() {
    Set<String> digests = new HashSet<>();
    for (String second : List.of("array(3D, 4D)", "array(4D, 3D)", "array(3D, null)", "null")) {
      String rows = "(array(1D, 2D), 1D), (" + second + ", 2D)";
      Loading loading = new Loading().regression().missing(MissingValues.IMPUTE);
      digests.add(digest(loading, TestSpark.table("v, label", rows)));
    }
    assertThat(digests).hasSize(4);
  }

  @Test
  void columnsThatAreNotReadDoNotCount() {
    Dataset<Row> more = example().withColumn("note", functions.expr("uuid()"));
    assertThat(digest(loading().exclude("note"), more)).isEqualTo(digest(example()));
  }

  @Test
  void rowsThatAreLeftOutDoNotCount() {
    Dataset<Row> whole = example().where("y is not null and c is not null");
    Loading dropping = loading().missing(MissingValues.DROP);
    assertThat(digest(dropping, example())).isEqualTo(digest(dropping, whole));
  }

  @Test
  void eachSplitHasItsOwn() {
    Path table = directory.resolve("table");
    example().write().parquet(table.toString());
    Map<Split, String> drawn = digests(loading().split(0.2, 0.2, table));
    assertThat(drawn).containsOnlyKeys(Split.values());
    assertThat(new HashSet<>(drawn.values())).hasSize(3);
    Map<Split, String> given = digests(loading().from(List.of(table), List.of(table), List.of()));
    assertThat(given.get(Split.DEV)).isEqualTo(given.get(Split.TRAIN));
    assertThat(given).containsOnlyKeys(Split.TRAIN, Split.DEV);
  }
}
