package dev.lockstep.spark.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An output is no input, in whichever way both are written down. In paths, @ is the directory of
 * the test, which has tables/day=1/part-0, tables/day=2/part-0, the link days to tables, and links/
 * with a link to tables/day=1 in it.
 */
final class InputsTest {
  private final Configuration hadoop = new Configuration();
  @TempDir private Path directory;

  @BeforeEach
  void makeTables() throws IOException {
    for (String day : List.of("day=1", "day=2")) {
      Path table = Files.createDirectories(directory.resolve("tables").resolve(day));
      Files.writeString(table.resolve("part-0"), "x");
    }
    Files.createSymbolicLink(directory.resolve("days"), directory.resolve("tables"));
    Files.createSymbolicLink(directory.resolve("nowhere"), directory.resolve("tables/new"));
    Files.createDirectories(directory.resolve("links"));
    Files.createSymbolicLink(directory.resolve("links/today"), directory.resolve("tables/day=1"));
    Files.createDirectories(directory.resolve("odd [1]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "@/tables | @/tables",
        "@/tables | @/tables/",
        "@/tables | file:@/tables",
        "file://@/tables | @/tables/day=1",
        "@/tables | @/tables/new/deep",
        "@/tables | @/other/../tables/new",
        "@/tables/day=1/part-0 | @/tables",
        "@/tables/day=1/part-0 | @/tables/day=1/part-0",
        "@/tables | @",
        "@/tables | @/days",
        "@/days | @/tables",
        "@/tables | @/days/new/deep",
        "@/tables | @/nowhere",
        "@/links | @/tables/day=1",
        "@/links | @/tables",
        "@/tables/* | @/tables/day=1",
        "@/tables/* | @/tables/day=2/deep",
        "@/tables/* | @/tables/new",
        "@/tables/*/part-* | @/tables",
        "@/tables/*/part-* | @/days/day=7/part-1",
        "@/tables/{day=1,day=2} | @/tables/day=2",
        "@/{tables/day=1,other} | @/tables/day=1",
        "@/tables/day=[12] | @/tables/day=1",
        "@/odd [1] | @/odd [1]",
        "@/run.incomplete | @/run",
        "@/run.incomplete/model | @/run",
        "@/run.replaced | @/run",
      })
  void anOutputThatTouchesAnInputIsRefused(String input, String output) {
    assertThatExceptionOfType(OutputException.class)
        .isThrownBy(() -> check(input, output))
        .withMessageContaining("data.train " + at(input) + ", which is read")
        .withMessageContaining("output.path " + at(output))
        .withMessageContaining("choose another output.path");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "@/tables | @/tables2",
        "@/tables | @/run",
        "@/tables/day=1 | @/tables/day=3",
        "@/tables/day=1/part-0 | @/tables/day=1/scored",
        "@/tables/*.csv | @/tables/run",
        "@/tables/{day=1,day=2} | @/tables/day=3",
        "@/absent | @/run",
        "hdfs://absent.invalid:1/x | @/run",
        "unknown://x/y | @/run",
        "@/run.diverged/model | @/run",
      })
  void anOutputElsewhereIsNot(String input, String output) {
    assertThatCode(() -> check(input, output)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"@/tables/config.yaml", "file:@/tables/config.yaml", "@/tables"})
  void aFileOfThisMachineIsAnInputToo(String output) {
    Inputs inputs =
        new Inputs().addFile("the configuration", directory.resolve("tables/config.yaml"));
    assertThatExceptionOfType(OutputException.class)
        .isThrownBy(() -> check(inputs, output))
        .withMessageContaining("the configuration");
  }

  @Test
  void nothingIsTouchedBeforeTheRefusal() throws IOException {
    Output output = Output.runDirectory(at("@/tables"), true);
    Inputs inputs = new Inputs().add("data.train", List.of(at("@/tables/day=1")));
    assertThatExceptionOfType(OutputException.class)
        .isThrownBy(() -> RunDirectory.create(output, inputs, hadoop, "application"));
    try (var entries = Files.list(directory)) {
      assertThat(entries.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("tables", "days", "nowhere", "links", "odd [1]");
    }
  }

  private void check(String input, String output) {
    check(new Inputs().add("data.train", List.of(at(input))), output);
  }

  private void check(Inputs inputs, String path) {
    Output output = Output.runDirectory(at(path), true);
    inputs.check(output, Place.of(output, hadoop), hadoop);
  }

  private String at(String path) {
    return path.replace("@", directory.toString());
  }
}
