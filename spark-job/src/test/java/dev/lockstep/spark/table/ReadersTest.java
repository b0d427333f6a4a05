package dev.lockstep.spark.table;

import static dev.lockstep.spark.testing.TestSpark.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.table.pack.LoadedData;
import dev.lockstep.spark.testing.TestSpark;
import dev.lockstep.train.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadersTest {
  private static final float[][] EXPECTED = {{1.5f, 1, 0, 0, 1}, {-2, 0, 1, 1, 1}};

  @TempDir private Path directory = Path.of("");

  private static Dataset<Row> example() {
    return table("x, c, label", "(1.5D, 'a', 'no'), (-2D, 'b', 'yes')");
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "orc", "json"})
  void formatsWithTypesGiveTheSameRows(String format) {
    Path path = directory.resolve("table");
    example()
        .selectExpr("x", "c", "label")
        .coalesce(1)
        .write()
        .format(format)
        .save(path.toString());
    LoadedData data = new Loading().format(format, Map.of()).features("x", "c").from(path).load();
    assertThat(Rows.of(data)).containsExactly(EXPECTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip"})
  void csvHasAHeaderAndTypesPlainAndGzipped(String compression) {
    Path path = directory.resolve("table");
    example()
        .coalesce(1)
        .write()
        .option("header", true)
        .option("compression", compression)
        .csv(path.toString());
    LoadedData data = new Loading().format("csv", Map.of()).from(path).load();
    assertThat(Rows.of(data)).containsExactly(EXPECTED);
  }

  @Test
  void csvOptionsReachTheReader() throws IOException {
    Path path = Files.writeString(directory.resolve("table.csv"), "1.5;a;no\n-2;b;yes\n");
    LoadedData data =
        new Loading()
            .format("csv", Map.of("header", "false", "sep", ";"))
            .label("_c2")
            .from(path)
            .load();
    assertThat(Rows.of(data)).containsExactly(EXPECTED);
  }

  @Test
  void libsvmIsDenseAfterReading() throws IOException {
    Path path =
        Files.writeString(directory.resolve("table.txt"), "1 1:0.5 3:2\n0 2:-1\n1 1:4 2:5 3:6\n");
    LoadedData data = new Loading().format("libsvm", Map.of()).from(path).load();
    assertThat(Rows.of(data))
        .containsExactly(
            new float[] {0.5f, 0, 2, 1, 1},
            new float[] {0, -1, 0, 0, 1},
            new float[] {4, 5, 6, 1, 1});
  }

  @Test
  void sparkMlVectorsAreTheirElements() {
    Dataset<Row> table =
        new VectorAssembler()
            .setInputCols(new String[] {"a", "b", "c"})
            .setOutputCol("v")
            .transform(table("a, b, c, label", "(1, 2, 3, 0), (0, 0, 7, 1)"));
    assertThat(Rows.of(new Loading().features("v").load(table)))
        .containsExactly(new float[] {1, 2, 3, 0, 1}, new float[] {0, 0, 7, 1, 1});
  }

  @Test
  void eachSplitMayHaveAPathOfItsOwn() {
    List<Path> paths = List.of(save("a", 1), save("b", 2), save("c", 3));
    LoadedData data =
        new Loading()
            .regression()
            .from(paths.subList(0, 1), paths.subList(1, 2), paths.subList(2, 3))
            .load();
    for (Split split : Split.values()) {
      assertThat(Rows.of(data, split)).containsExactly(new float[] {split.number() + 1, 0, 1});
    }
    assertThat(data.examples(Split.TEST)).isEqualTo(1);
  }

  @Test
  void aSplitMayConsistOfSeveralPathsAndOthersMayBeAbsent() {
    LoadedData data =
        new Loading()
            .regression()
            .from(List.of(save("a", 1), save("b", 2)), List.of(), List.of())
            .load();
    assertThat(Rows.sorted(Rows.of(data)))
        .containsExactly(new float[] {1, 0, 1}, new float[] {2, 0, 1});
    assertThat(data.splits()).containsOnlyKeys(Split.TRAIN);
    assertThat(data.examples(Split.DEV)).isZero();
  }

  private Path save(String name, int x) {
    Path path = directory.resolve(name);
    TestSpark.session()
        .range(1)
        .selectExpr(x + " as x", "0D as label")
        .write()
        .parquet(path.toString());
    return path;
  }
}
