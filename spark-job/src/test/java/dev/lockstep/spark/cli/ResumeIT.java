package dev.lockstep.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.spark.cli.terminal.Failure;
import dev.lockstep.spark.output.RunFolder;
import dev.lockstep.spark.testing.Processes;
import dev.lockstep.spark.testing.SmallDisk;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings whose process is killed or told to end, and that are resumed: real processes. */
final class ResumeIT {
  private static final Path QUICKSTART = Outcome.HOME.resolve("conf/quickstart.yaml");
  private static final int KILLS = 20;
  private static final int STEPS_BETWEEN = 50;

  @TempDir private Path directory;

  private List<String> train(String master, Path run, int epochs) {
    return new ArrayList<>(
        List.of(
            Outcome.HOME.resolve("scripts/lockstep").toString(),
            "--master",
            master,
            "train",
            QUICKSTART.toString(),
            "--set",
            "training.shards=3",
            "--set",
            "training.epochs=" + epochs,
            "--set",
            "training.checkpoint={every_steps: " + STEPS_BETWEEN + "}",
            "--set",
            "output.path=" + run));
  }

  private List<String> resume(String master, Path run, int epochs) {
    List<String> command = train(master, run, epochs);
    command.add("--resume");
    return command;
  }

  private static String sha256(Path run) throws IOException {
    return RunFiles.report(run).path("parameters").path("sha256").asText();
  }

  /** Kills a process at one of those instants; false if it came to its end before. */
  private boolean kill(List<String> command, Random random) throws Exception {
    Process process = Outcome.builder(directory, command).start();
    try (BufferedReader err = new BufferedReader(process.errorReader())) {
      boolean early = random.nextInt(4) == 0;
      if (!early) {
        awaitCheckpoints(err, 1 + random.nextInt(3));
      }
      // While Spark starts or the table is read; or while the next checkpoint is written.
      return !process.waitFor(random.nextInt(early ? 4_000_000 : 30_000), TimeUnit.MICROSECONDS);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static void awaitCheckpoints(BufferedReader err, int count) throws IOException {
    int seen = 0;
    for (String line = err.readLine(); line != null && seen < count; line = err.readLine()) {
      seen += line.contains("Checkpoint after step ") ? 1 : 0;
    }
  }

  @Test
  void aTrainingThatIsKilledAgainAndAgainEndsWithTheSameBits() throws Exception {
    int epochs = 100;
    Path whole = directory.resolve("whole");
    Outcome.ofProcess(directory, train("local[2]", whole, epochs)).succeeded();

    Path run = directory.resolve("run");
    Random random = new Random(15);
    int killed = 0;
    for (int i = 0; i < KILLS; i++) {
      String master = i % 2 == 0 ? "local[2]" : "local[1]";
      killed += kill(resume(master, run, epochs), random) ? 1 : 0;
    }
    Outcome last = Outcome.ofProcess(directory, resume("local-cluster[2,1,1024]", run, epochs));
    assertThat(last.succeeded().err()).contains("Resuming after step ", "which is dead");
    assertThat(killed).isGreaterThan(KILLS * 3 / 4);
    assertThat(sha256(run)).isEqualTo(sha256(whole));
    assertThat(RunFiles.stepLosses(run)).isEqualTo(RunFiles.stepLosses(whole));
    assertThat(RunFiles.entries(directory)).containsExactly("run", "whole");
  }

  @Test
  void aTrainingThatIsToldToEndWritesACheckpointAndSaysHowToGoOn() throws Exception {
    int epochs = 300;
    Path run = directory.resolve("run");
    List<String> command = train("local[2]", run, epochs);
    command.addAll(List.of("--set", "training.checkpoint={every_minutes: 1000}"));
    Process process = Outcome.builder(directory, command).start();
    List<String> said;
    try (BufferedReader err = new BufferedReader(process.errorReader())) {
      Processes.awaitSteps(err);
      process.toHandle().destroy(); // SIGTERM; the streams stay open.
      said = err.lines().toList();
    } finally {
      process.destroy();
    }
    assertThat(process.waitFor()).isEqualTo(128 + 15);
    Path left = directory.resolve("run.incomplete");
    JsonNode report = RunFiles.report(left);
    assertThat(report.path("status").asText()).isEqualTo("interrupted");
    String again = report.path("resume").asText();
    assertThat(again).startsWith("cd " + directory).endsWith(" --resume");
    assertThat(String.join("\n", said)).contains("is kept in " + left, again);

    List<String> afresh = new ArrayList<>(command);
    afresh.addAll(List.of("--set", "output.overwrite=false"));
    Outcome refused = Outcome.ofProcess(directory, afresh);
    assertThat(refused.failed(Failure.USAGE).err()).contains("--resume", "output.overwrite: true");
    Outcome resumed = Outcome.ofProcess(Path.of("/"), List.of("bash", "-c", again)).succeeded();
    assertThat(resumed.err())
        .contains("Resuming after step " + report.path("checkpoint").path("step").asInt());
    Path whole = directory.resolve("whole");
    Outcome.ofProcess(directory, train("local[1]", whole, epochs)).succeeded();
    assertThat(sha256(run)).isEqualTo(sha256(whole));
  }

  /** Java starts, Spark starts, the table is read. */
  @ParameterizedTest
  @ValueSource(ints = {900, 1500, 2100, 2700, 3500})
  void whoIsToldToEndWhileSparkStartsSaysSoInTheLastLine(int millis) throws Exception {
    Process process =
        Outcome.builder(directory, train("local[2]", directory.resolve("run"), 300)).start();
    List<String> said;
    try (BufferedReader err = new BufferedReader(process.errorReader())) {
      process.waitFor(millis, TimeUnit.MILLISECONDS);
      process.toHandle().destroy();
      said = err.lines().toList();
    } finally {
      process.destroy();
    }
    assertThat(process.waitFor()).isEqualTo(128 + 15);
    if (said.stream().anyMatch(line -> line.contains("interrupted"))) {
      assertThat(said.get(said.size() - 1))
          .matches("lockstep(: interrupted; what was under way .*| train: interrupted after .*)");
    } else { // Java knew nothing of Lockstep yet.
      assertThat(said).noneMatch(line -> line.contains("INFO"));
    }
  }

  @Test
  void aDiskWithoutRoomForCheckpointsCostsNoTraining() throws Exception {
    try (SmallDisk small = SmallDisk.orSkip(directory.resolve("disk"), 128)) {
      Path disk = small.directory();
      List<String> command = train("local[2]", disk.resolve("run"), 2);
      command.addAll(List.of("--set", "training.average={decay: 0.9}"));
      Outcome outcome = Outcome.ofProcess(directory, command).succeeded();
      // A page for people is written where there is room beside what the run is for.
      assertThat(
              outcome
                  .err()
                  .lines()
                  .filter(line -> line.contains("No space left"))
                  .filter(line -> !line.contains(RunFolder.PAGE + " cannot be written")))
          .singleElement()
          .asString()
          .contains("The checkpoint after step " + STEPS_BETWEEN + " cannot be written");
      assertThat(RunFiles.entries(disk)).containsExactly("run");
    }
  }
}
