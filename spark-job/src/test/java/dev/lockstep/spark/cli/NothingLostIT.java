package dev.lockstep.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.spark.cli.terminal.Failure;
import dev.lockstep.spark.testing.Processes;
import dev.lockstep.spark.testing.SmallDisk;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that are killed, robbed or left without a disk: real processes. */
final class NothingLostIT {
  private static final Path QUICKSTART = Outcome.HOME.resolve("conf/quickstart.yaml");

  /** Longer than anybody waits. */
  private static final int ENDLESS = 1_000_000;

  @TempDir private Path directory;
  private Path runs = Path.of("");
  private Path temporary = Path.of("");

  @BeforeEach
  void makeDirectories() throws IOException {
    runs = Files.createDirectory(directory.resolve("runs"));
    temporary = Files.createDirectory(directory.resolve("temporary"));
  }

  private String[] train(Path run, int epochs) {
    return new String[] {
      "--master",
      "local[2]",
      "--driver-java-options",
      "-Djava.io.tmpdir=" + temporary,
      "train",
      QUICKSTART.toString(),
      "--set",
      "training.epochs=" + epochs,
      "--set",
      "output.path=" + run
    };
  }

  /** A training that has begun to take steps. */
  private Process training(int epochs) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Outcome.HOME.resolve("scripts/lockstep").toString());
    command.addAll(List.of(train(runs.resolve("run"), epochs)));
    return Outcome.builder(directory, command).start();
  }

  @Test
  void theRunAfterOneThatWasKilledCleansUpAndSaysSo() throws Exception {
    Process killed = training(ENDLESS);
    try (BufferedReader err = new BufferedReader(killed.errorReader())) {
      Processes.awaitSteps(err);
    } finally {
      killed.destroyForcibly().waitFor();
    }
    assertThat(RunFiles.entries(runs)).containsExactly("run.incomplete");

    Outcome next = Outcome.ofScript(directory, train(runs.resolve("run"), 1)).succeeded();
    assertThat(next.err())
        .contains("process " + killed.pid(), runs.resolve("run.incomplete").toString(), "removed");
    assertThat(RunFiles.entries(runs)).containsExactly("run");
    assertThat(bytes(temporary)).isLessThan(1 << 20);
    assertThat(RunFiles.files(temporary)).noneMatch(file -> file.contains(".so"));
  }

  private static long bytes(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).mapToLong(path -> path.toFile().length()).sum();
    }
  }

  @Test
  void aRunWhoseOutputAnotherIsWritingEndsBeforeItTrains() throws Exception {
    Process first = training(ENDLESS);
    try (BufferedReader err = new BufferedReader(first.errorReader())) {
      Processes.awaitSteps(err);
      Outcome second = Outcome.ofScript(directory, train(runs.resolve("run"), 1));
      assertThat(second.failed(Failure.IN_USE).err())
          .contains("process " + first.pid(), "is being written", "since")
          .doesNotContain("examples in");
      assertThat(first.isAlive()).isTrue();
    } finally {
      first.toHandle().destroy();
    }
    assertThat(first.waitFor()).isEqualTo(128 + 15);
    assertThat(RunFiles.entries(runs)).containsExactly("run.incomplete");
    assertThat(RunFiles.report(runs.resolve("run.incomplete")).path("status").asText())
        .isEqualTo("interrupted");
  }

  @Test
  void aModelWhoseRunDirectoryWentAwayIsKept() throws Exception {
    Process robbed = training(100);
    List<String> said;
    try (BufferedReader err = new BufferedReader(robbed.errorReader());
        BufferedReader out = new BufferedReader(robbed.inputReader())) {
      Processes.await(err, line -> line.contains("examples in"));
      awaitContent(runs.resolve("run.incomplete"), "metrics.jsonl");
      // At once: what a run writes there by name must not come between two deletions.
      Path taken = Files.createTempDirectory(runs.getParent(), "taken").resolve("run");
      delete(Files.move(runs.resolve("run.incomplete"), taken));
      said = err.lines().toList();
      assertThat(out.lines()).isEmpty();
    } finally {
      robbed.destroyForcibly();
    }
    assertThat(robbed.waitFor()).as("%s", said).isEqualTo(Failure.RUNNING);
    Path kept = runs.resolve("run.failed");
    assertThat(String.join("\n", said)).contains("taken away", "kept in " + kept);
    assertThat(RunFiles.entries(runs)).containsExactly("run.failed");
    assertHoldsWholeRun(kept);
  }

  private static void awaitContent(Path directory, String file)
      throws IOException, InterruptedException {
    try (WatchService watch = directory.getFileSystem().newWatchService()) {
      directory.register(
          watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
      while (!Files.exists(directory.resolve(file)) || Files.size(directory.resolve(file)) == 0) {
        watch.take().reset();
      }
    }
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private void assertHoldsWholeRun(Path kept) throws Exception {
    JsonNode report = RunFiles.report(kept);
    assertThat(report.path("status").asText()).isEqualTo("failed");
    assertThat(report.path("cause").asText()).isNotEmpty();
    assertThat(RunFiles.stepLosses(kept)).isNotEmpty();
    assertThat(RunFiles.sha256(kept.resolve("model/model.safetensors")))
        .isEqualTo(report.path("parameters").path("sha256").asText());
  }

  @Test
  void aModelThatTheDiskHasNoRoomForIsKeptElsewhere() throws Exception {
    try (SmallDisk small = SmallDisk.orSkip(directory.resolve("disk"), 32)) {
      Path disk = small.directory();
      Outcome full = Outcome.ofScript(directory, train(disk.resolve("run"), 10));
      assertThat(full.failed(Failure.RUNNING).err())
          .contains("No space left", "kept in " + temporary.resolve("lockstep-run.failed-"));
      assertThat(RunFiles.entries(disk)).isEmpty();
    }
    try (Stream<Path> all = Files.list(temporary)) {
      List<Path> kept = all.filter(path -> path.toString().contains("run.failed")).toList();
      assertThat(kept).hasSize(1);
      assertHoldsWholeRun(kept.get(0));
    }
  }
}
