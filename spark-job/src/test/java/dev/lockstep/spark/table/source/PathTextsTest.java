package dev.lockstep.spark.table.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.config.DataConfig.Format;
import dev.lockstep.spark.testing.TestSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that look like patterns, and patterns. */
final class PathTextsTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a [x] | a [x] | 2",
        "a [x] | a \\[x\\] | 2",
        "b{1} | b{1} | 2",
        "c[ | c[ | 2",
        "d* | d* | 2",
        "d? | d? | 2",
        "e [x]/part=1 | e [x] | 2",
        // A pattern that finds something is one.
        "f1 | f[1-3] | 2",
      })
  void aDirectoryIsReadByItsNameOrAPatternThatFindsIt(String name, String path, int rows)
      throws IOException {
    Path table = Files.createDirectories(directory.resolve(name));
    Files.writeString(table.resolve("a.csv"), "x,label\n1,a\n");
    Files.writeString(table.resolve("b.csv"), "x,label\n2,b\n");
    Tables tables = new Tables(TestSpark.session());
    Format csv = new Format("csv", Map.of());
    assertThat(tables.open(csv, List.of(directory + "/" + path)).rows().count()).isEqualTo(rows);
  }
}
