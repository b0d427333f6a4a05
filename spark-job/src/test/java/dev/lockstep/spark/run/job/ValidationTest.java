package dev.lockstep.spark.run.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.spark.output.Inputs;
import dev.lockstep.spark.output.Output;
import dev.lockstep.spark.output.OutputInUseException;
import dev.lockstep.spark.output.RunDirectory;
import dev.lockstep.spark.run.RunOfTables;
import dev.lockstep.spark.table.BadDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of a configuration before it is trained. */
final class ValidationTest extends RunOfTables {
  private static final Duration LONG = Duration.ofMinutes(10);

  private final List<String> told = new ArrayList<>();

  ValidationTest() {
    super(
        """
        data: {train: %1$s/train, dev: %1$s/dev, label: label}
        network: {hidden: [4]}
        training: {epochs: 3, batch_size: 20, shards: 2}
        output: {path: %1$s/run}
        """);
  }

  @BeforeEach
  void writeTables() {
    var rows =
        spark
            .range(0, 400, 1, 2)
            .selectExpr("sin(id) AS a", "if(id % 4 = 0, 'rare', 'often') AS label");
    write(rows, rows.limit(100));
  }

  private Throwable validate(Duration within, String... overrides) throws IOException {
    TrainingRun run = run(overrides);
    return catchThrowable(() -> run.validate(told::add, within));
  }

  private List<String> subjects(String level) {
    return told.stream()
        .filter(line -> line.startsWith(level))
        .map(line -> line.substring(8).strip().replaceFirst("(?s)\\s.*", ""))
        .distinct()
        .toList();
  }

  @Test
  void allThatIsRightIsToldLineByLineAndNothingIsWritten() throws IOException {
    assertThat(validate(LONG)).isNull();
    assertThat(subjects("ok"))
        .containsExactly(
            "config", "output", "data", "rows", "classes", "slots", "network", "memory");
    assertThat(subjects("error")).isEmpty();
    assertThat(String.join("\n", told))
        .contains(
            "rows      400 train, 100 dev; left out 0 that lack values, 0 malformed",
            "classes   label    train      dev",
            "often   75.00%   75.00%",
            "rare    25.00%   25.00%",
            "1 feature, 18 parameters; 60 steps with mini-batches of 20");
    assertThat(directory.resolve("run")).doesNotExist();
    assertThat(directory.resolve("run.incomplete")).doesNotExist();
  }

  @Test
  void allProblemsAreToldAndTheFirstIsThrown() throws IOException {
    Files.createDirectory(directory.resolve("run"));
    assertThat(validate(LONG, "learning_rate.warmup_steps=1000"))
        .isInstanceOf(RuntimeException.class)
        .hasMessageContaining("output");
    assertThat(subjects("error")).containsExactly("output", "network");
    assertThat(subjects("ok")).contains("rows", "classes");
  }

  @Test
  void anOutputThatAnotherRunWritesIsInUse() throws IOException {
    Output output = Output.runDirectory(directory + "/run", false);
    try (RunDirectory other =
        RunDirectory.create(
            output, new Inputs(), spark.sparkContext().hadoopConfiguration(), "another")) {
      assertThat(validate(LONG))
          .isInstanceOf(OutputInUseException.class)
          .hasMessageContaining("is being written by");
      assertThat(other.isOver()).isFalse();
    }
    assertThat(subjects("error")).containsExactly("output");
  }

  @Test
  void staleTablesAreRefusedByTheTableThatIsTrainedOn() throws IOException {
    age("dev", Duration.ofDays(30));
    assertThat(validate(LONG, "data.max_age=2d")).isNull();
    age("train", Duration.ofDays(3));
    assertThat(validate(LONG, "data.max_age=2d"))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("stale input: ")
        .hasMessageContaining("is 3 d 0 h old")
        .hasMessageContaining("data.max_age allows 2 d 0 h");
    assertThat(subjects("error")).containsExactly("data");
  }

  private void age(String table, Duration age) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(table))) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "session", "job"})
  void moreShardsThanSlotsShareThem(String exchange) throws IOException {
    assertThat(validate(LONG, "training.shards=5", "training.exchange=" + exchange)).isNull();
    assertThat(subjects("ok")).contains("slots");
    assertThat(String.join("\n", told))
        .contains("can run 2 tasks at once now; 5 shards are at most 3 in a task");
  }

  @Test
  void fewerShardsThanSlotsLeaveSomeIdleWhichIsSaid() throws IOException {
    assertThat(validate(LONG, "training.shards=1")).isNull();
    assertThat(subjects("warning")).contains("slots");
    assertThat(String.join("\n", told))
        .contains("the others are idle, unless training.shards is larger");
  }

  @Test
  void tablesThatTakeTooLongAreNotCheckedWhichIsSaid() throws IOException {
    assertThat(validate(Duration.ZERO)).isNull();
    assertThat(subjects("ok")).containsExactly("config", "output");
    assertThat(subjects("warning")).containsExactly("data");
    assertThat(String.join("\n", told))
        .contains("did not end within 0 s, and was given up", "--within gives it longer");
  }
}
