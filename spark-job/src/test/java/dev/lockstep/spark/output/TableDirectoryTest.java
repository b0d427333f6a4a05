package dev.lockstep.spark.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.spark.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table is there completely or not at all, and replaces nothing but a table. */
final class TableDirectoryTest {
  @TempDir private Path directory;

  private Path table() {
    return directory.resolve("table");
  }

  private void write(String format, boolean overwrite, Dataset<Row> rows) {
    Output output = Output.table(table().toString(), overwrite);
    try (TableDirectory table =
        TableDirectory.create(output, format, new Inputs(), TestSpark.session())) {
      table.write(rows, Map.of());
    }
  }

  private static Dataset<Row> rows(String rows) {
    return TestSpark.table("x", rows);
  }

  private List<String> entries(Path path) throws IOException {
    try (Stream<Path> all = Files.list(path)) {
      return all.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "CSV", "json", "orc"})
  void aTableIsReplacedByATable(String format) throws IOException {
    write(format, false, rows("('a'), ('b')"));
    assertThatExceptionOfType(OutputException.class)
        .isThrownBy(() -> write(format, false, rows("('c')")))
        .withMessageContaining("give --overwrite");
    assertThat(read(format)).isEqualTo(2);
    write(format, true, rows("('c')"));
    assertThat(read(format)).isEqualTo(1);
    assertThat(entries(directory)).containsExactly("table");
    assertThat(entries(table())).contains("_SUCCESS").doesNotContain("owner.json");
  }

  private long read(String format) {
    return TestSpark.session().read().format(format).load(table().toString()).count();
  }

  @Test
  void aTableInPartitionsIsReplaced() throws IOException {
    rows("('a'), ('b')")
        .selectExpr("x", "x AS y")
        .write()
        .partitionBy("y")
        .parquet(table().toString());
    write("parquet", true, rows("('c')"));
    assertThat(read("parquet")).isEqualTo(1);
    assertThat(entries(directory)).containsExactly("table");
  }

  @ParameterizedTest
  @ValueSource(strings = {"notes.txt", "day=1/notes.txt", "_delta_log/0.json", "model/part-0"})
  void nothingButATableIsReplaced(String file) throws IOException {
    Path foreign = table().resolve(file);
    Files.createDirectories(foreign.getParent());
    Files.writeString(foreign, "precious");
    assertThatExceptionOfType(OutputException.class)
        .isThrownBy(() -> write("parquet", true, rows("('c')")))
        .withMessageContaining(file.split("/", -1)[0]);
    assertThat(foreign).hasContent("precious");
    assertThat(entries(directory)).containsExactly("table");
  }

  @Test
  void aTableThatCannotBeComputedLeavesTheOldOne() throws IOException {
    write("parquet", false, rows("('a'), ('b')"));
    Dataset<Row> bad = rows("('a')").selectExpr("raise_error(x) AS x");
    assertThatException().isThrownBy(() -> write("parquet", true, bad));
    assertThat(read("parquet")).isEqualTo(2);
    assertThat(entries(directory)).containsExactly("table");
  }

  @Test
  void whatAKilledProcessLeftIsRemoved() throws IOException {
    Path left = directory.resolve("table.incomplete/table/_temporary/0");
    Files.createDirectories(left);
    Files.writeString(left.resolve("part-0"), "half a table");
    Files.write(directory.resolve("table.incomplete/owner.json"), Dead.owner().toJson());
    write("parquet", false, rows("('a')"));
    assertThat(read("parquet")).isEqualTo(1);
    assertThat(entries(directory)).containsExactly("table");
  }

  @Test
  void aFormatThatIsNotThereIsNamed() throws IOException {
    assertThatExceptionOfType(OutputException.class)
        .isThrownBy(() -> write("parket", false, rows("('a')")))
        .withMessageContaining("--output-format parket");
    assertThat(entries(directory)).isEmpty();
  }
}
