package dev.lockstep.spark.table.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.table.Loading;
import dev.lockstep.spark.table.Rows;
import dev.lockstep.spark.table.pack.LoadedData;
import dev.lockstep.spark.testing.TestSpark;
import dev.lockstep.train.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FractionsTest {
  private static final int ROWS = 2000;

  @TempDir private Path directory = Path.of("");

  /** Columns of several types, some null. */
  private static Dataset<Row> example() {
    return TestSpark.session()
        .range(ROWS)
        .selectExpr(
            "id",
            "if(id % 7 = 0, NULL, id / 3) as x",
            "concat('c', id % 5) as c",
            "map('k', id) as m",
            "cast(id as double) as label");
  }

  private static List<Set<Long>> splits(Dataset<Row> rows) {
    List<Set<Long>> splits = List.of(new HashSet<>(), new HashSet<>(), new HashSet<>());
    for (Row row : rows.collectAsList()) {
      splits.get(row.<Integer>getAs(Tables.SPLIT_COLUMN)).add(row.<Long>getAs("id"));
    }
    return splits;
  }

  private List<Set<Long>> split(Dataset<Row> rows, String name, long seed) {
    Path path = directory.resolve(name);
    rows.write().parquet(path.toString());
    return splits(new Loading().split(0.2, 0.1, path).open(seed).get(0).rows());
  }

  @Test
  void theSplitDependsOnNeitherFilesNorOrder() {
    List<Set<Long>> expected = split(example().coalesce(1), "one", 3);
    assertThat(split(example().repartition(5), "many", 3)).isEqualTo(expected);
    assertThat(split(example().orderBy(functions.col("id").desc()), "reversed", 3))
        .isEqualTo(expected);
  }

  @Test
  void theSplitHasTheSizesAskedForAndEveryRowOnce() {
    List<Set<Long>> splits = split(example(), "table", 3);
    assertThat(splits.stream().mapToInt(Set::size).sum()).isEqualTo(ROWS);
    assertThat((double) splits.get(Split.DEV.number()).size()).isBetween(0.16 * ROWS, 0.24 * ROWS);
    assertThat((double) splits.get(Split.TEST.number()).size()).isBetween(0.07 * ROWS, 0.13 * ROWS);
  }

  @Test
  void anotherSeedGivesAnotherSplit() {
    assertThat(split(example(), "three", 3)).isNotEqualTo(split(example(), "four", 4));
  }

  @Test
  void equalRowsFallIntoTheSameSplit() {
    Dataset<Row> rows = example();
    List<Set<Long>> splits = split(rows.union(rows).repartition(3), "twice", 3);
    List<Long> all = new ArrayList<>();
    splits.forEach(all::addAll);
    assertThat(all).doesNotHaveDuplicates().hasSize(ROWS);
  }

  @Test
  void withoutFractionsAllIsTrainedOn() {
    Path path = directory.resolve("table");
    example().write().parquet(path.toString());
    LoadedData data = new Loading().features("id").regression().from(path).load();
    assertThat(data.splits()).containsOnlyKeys(Split.TRAIN);
    assertThat(data.examples(Split.TRAIN)).isEqualTo(ROWS);
  }

  @Test
  void loadedSplitsHoldTheRowsOfTheirFractions() {
    List<Set<Long>> expected = split(example(), "table", 1);
    LoadedData data =
        new Loading()
            .features("id")
            .regression()
            .split(0.2, 0.1, directory.resolve("table"))
            .load();
    for (Split split : Split.values()) {
      Set<Long> loaded = new HashSet<>();
      Rows.of(data, split).forEach(row -> loaded.add((long) row[0]));
      assertThat(loaded).isEqualTo(expected.get(split.number()));
    }
  }
}
