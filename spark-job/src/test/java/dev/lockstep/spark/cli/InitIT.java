package dev.lockstep.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a table to a trained model with nothing written by hand. */
final class InitIT {
  @TempDir private Path directory;

  private Outcome init(String table, String label, Path config, String... more) {
    String[] arguments = {
      "init", table, "--label", label, "--format", "csv", "--output", config.toString()
    };
    return Outcome.ofRun(
        IntStream.range(0, arguments.length + more.length)
            .mapToObj(i -> i < arguments.length ? arguments[i] : more[i - arguments.length])
            .toArray(String[]::new));
  }

  /** Trains by the file as it stands, but that it writes here. */
  private Path trained(Path config) {
    Path run = directory.resolve("run-" + config.getFileName());
    Outcome.ofRun("train", config.toString(), "--set", "output.path=" + run).succeeded();
    return run;
  }

  @Test
  void aTableIsTrainedOnByWhatInitWrites() throws IOException {
    Path table = Outcome.HOME.resolve("conf/data/adult-test.csv.gz");
    Path config = directory.resolve("adult.yaml");
    Outcome outcome = init(table.toString(), "income", config).succeeded();
    assertThat(outcome.out())
        .startsWith("wrote " + config + ": classification of income (<=50K (76.4%), >50K (23.6%))")
        .contains("train " + config);
    assertThat(Files.readString(config)).contains("missing: impute", "# ");
    Path run = trained(config);
    assertThat(RunFiles.report(run).path("metrics").path("test").path("accuracy").asDouble())
        .isGreaterThan(0.82);
    assertThat(RunFiles.report(run).path("warnings")).isEmpty();
  }

  @Test
  void aSmallTableOfEverythingIsARegression() throws IOException {
    String rows =
        IntStream.range(0, 120)
            .mapToObj(
                i ->
                    String.format(
                        Locale.ROOT,
                        "%d,u%d,2024-01-%02d,%s,%s,%.2f",
                        i + 1,
                        i,
                        1 + i % 28,
                        i % 9 == 0 ? "NA" : i % 5,
                        i % 4 == 0 ? "" : "c" + i % 3,
                        i * 0.37))
            .collect(Collectors.joining("\n"));
    Path table = Files.writeString(directory.resolve("t.csv"), "row,name,day,a,b,y\n" + rows);
    Path config = directory.resolve("t.yaml");
    assertThat(init(table.toString(), "y", config).succeeded().out()).contains(": regression of y");
    assertThat(Files.readString(config)).contains("- row", "- name", "calendar: [day]", "[NA]");
    trained(config);
  }

  @Test
  void whatIsThereIsNotReplacedAndWhatIsReadNever() throws IOException {
    Path table = Files.writeString(directory.resolve("t.csv"), "x,y\n1,a\n2,b\n3,a\n4,b\n");
    Path config = Files.writeString(directory.resolve("t.yaml"), "mine");
    assertThat(init(table.toString(), "y", config).failed(2).err())
        .contains("--overwrite replaces");
    assertThat(config).hasContent("mine");
    Outcome onInput = init(table.toString(), "y", table, "--overwrite");
    assertThat(onInput.failed(2).err()).contains("which is read");
    assertThat(Files.readString(table)).startsWith("x,y");
    Path nowhere = directory.resolve("none/t.yaml");
    assertThat(init(table.toString(), "y", nowhere).failed(2).err()).contains("no directory");
    assertThat(init(table.toString(), "z", config, "--overwrite").failed(3).err())
        .contains("has no column 'z'");
    assertThat(config).hasContent("mine");
    init(table.toString(), "y", config, "--overwrite").succeeded();
    assertThat(Files.readAllLines(config)).contains("data:").doesNotContain("mine");
    assertThat(List.of(trained(config))).allMatch(Files::isDirectory);
  }
}
