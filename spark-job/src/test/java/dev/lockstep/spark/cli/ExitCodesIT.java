package dev.lockstep.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.cli.terminal.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a scheduler goes by: the exit code, and the last line of what a command printed. */
@Timeout(300)
final class ExitCodesIT {
  @TempDir private Path directory;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(at("rows.csv"), "x,y\n1,a\n2,b\n3,a\n4,b\n5,a\n6,b\n");
    Files.writeString(at("one.csv"), "x,y\n1,a\n2,a\n");
    Files.writeString(
        at("config.yaml"),
        """
        data: {format: csv, path: %s, label: y}
        network: {hidden: [3]}
        training: {epochs: 2, batch_size: 3, shards: 1}
        output: {path: %s}
        """
            .formatted(at("rows.csv"), at("run")));
  }

  private Path at(String name) {
    return directory.resolve(name);
  }

  /** Runs a command in which DIR stands for the directory. */
  private Outcome run(String command) {
    return Outcome.ofRun(command.replace("DIR", directory.toString()).split(" "));
  }

  private static String last(Outcome outcome) {
    return outcome.err().substring(outcome.err().stripTrailing().lastIndexOf('\n') + 1).strip();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | train DIR/config.yaml                                    | train",
        "0 | validate DIR/config.yaml                                 | validate",
        "0 | generate --rows 9 --output DIR/made                      | generate",
        "1 | train DIR/config.yaml --set learning_rate.initial=1e38   | train",
        "2 | train DIR/none.yaml                                      | train",
        "2 | train DIR/config.yaml --set training.epoch=3             | train",
        "2 | train DIR/config.yaml --set output.path=DIR/rows.csv     | train",
        "2 | generate --rows many --output DIR/made                   | generate",
        "2 | predict DIR/none --input DIR/rows.csv --output DIR/made  | predict",
        "3 | train DIR/config.yaml --set data.path=DIR/none.csv       | train",
        "3 | train DIR/config.yaml --set data.path=DIR/one.csv        | train",
        "3 | init DIR/rows.csv --format csv --label z                 | init"
      })
  void theLastLineHasTheExitCodeAndWhatCameOfTheCommand(int code, String line, String command) {
    Outcome outcome = run(line);
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(code);
    assertThat(last(outcome))
        .matches(
            code == 0
                ? "lockstep " + command + ": done in \\d+\\.\\d s: .+ \\(exit code 0\\)"
                : "lockstep " + command + ": failed \\(exit code " + code + "\\): .+");
    assertThat(outcome.out()).doesNotContain("exit code");
  }

  @Test
  void ofATrainingItHasTheFigureAndTheModel() {
    assertThat(last(run("train DIR/config.yaml")))
        .contains(": dev accuracy ", "%, model in " + at("run") + " (exit code 0)");
  }

  @Test
  void ofAReproductionItHasWhatCameOfIt() throws IOException {
    run("train DIR/config.yaml").succeeded();
    assertThat(last(run("reproduce DIR/run")))
        .contains(": reproduced: " + at("run"), "(exit code 0)");
    Files.writeString(at("rows.csv"), "9,c\n", StandardOpenOption.APPEND);
    Outcome other = run("reproduce DIR/run");
    assertThat(other.code()).isEqualTo(Failure.RUNNING);
    assertThat(last(other))
        .startsWith("lockstep reproduce: failed (exit code 1): not reproduced: ");
  }

  @Test
  void ofAFailureItHasTheFirstLine() {
    Outcome outcome = run("train DIR/config.yaml --set training.epoch=3 --set training.batch=3");
    String first = outcome.err().lines().findFirst().orElseThrow();
    assertThat(last(outcome))
        .isEqualTo("lockstep train: failed (exit code 2): " + first.replaceFirst("^error: ", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "train --help", "help", "help train", "--version"})
  void whoeverAsksForHelpGetsNothingElse(String line) {
    Outcome outcome = run(line).succeeded();
    assertThat(outcome.out()).isNotEmpty();
    assertThat(outcome.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, Failure.RUNNING, Failure.USAGE, Failure.DATA})
  void everyExitCodeIsInTheTableOfThePage(int code) throws IOException {
    assertThat(Files.readString(Outcome.HOME.resolve("spark-job/README.md")))
        .containsPattern(Pattern.compile("^\\| " + code + " \\| ", Pattern.MULTILINE));
  }
}
