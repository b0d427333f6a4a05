package dev.lockstep.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.cli.terminal.Failure;
import dev.lockstep.spark.testing.Processes;
import dev.lockstep.spark.testing.S3Server;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trainings of processes of their own on an object store, which dies. What that takes is heavy:
 * {@code scripts/check --s3} fetches it.
 */
@EnabledIfSystemProperty(named = "s3.server", matches = ".+")
final class S3IT {
  private static final Path DATA = Outcome.HOME.resolve("conf/data");

  @TempDir private Path directory;
  private S3Server server;
  private Path bucket;
  private Path temporary;

  @BeforeEach
  void start() throws IOException {
    Path own = Files.createDirectory(directory.resolve("s3"));
    server = new S3Server(Objects.requireNonNull(System.getProperty("s3.server")), own);
    bucket = Files.createDirectory(server.objects().resolve("bucket"));
    Path data = Files.createDirectory(bucket.resolve("data"));
    for (String table : List.of("adult-train.csv.gz", "adult-test.csv.gz")) {
      Files.copy(DATA.resolve(table), data.resolve(table));
    }
    temporary = Files.createDirectory(directory.resolve("temporary"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String[] command(String... arguments) {
    List<String> command = new ArrayList<>(List.of("--master", "local[2]"));
    String client = Objects.requireNonNull(System.getProperty("s3.client"));
    command.addAll(List.of("--jars", client.replace(':', ',')));
    command.addAll(server.sparkOptions());
    command.addAll(List.of("--driver-java-options", "-Djava.io.tmpdir=" + temporary));
    command.addAll(List.of(arguments));
    return command.toArray(new String[0]);
  }

  private String[] train(int epochs) {
    return command(
        "train",
        Outcome.HOME.resolve("conf/quickstart.yaml").toString(),
        "--set",
        "training.epochs=" + epochs,
        "--set",
        "data.train=s3a://bucket/data/adult-train.csv.gz",
        "--set",
        "data.test=s3a://bucket/data/adult-test.csv.gz",
        "--set",
        "output.path=s3a://bucket/runs/run");
  }

  private static String sha256(Path run) throws IOException {
    return RunFiles.report(run).path("parameters").path("sha256").asText();
  }

  @Test
  void aModelTrainedOnAnObjectStoreIsThatOfALocalDisk() throws Exception {
    Outcome.ofScript(directory, train(2)).succeeded();
    Path local = directory.resolve("local");
    Outcome.ofScript(
            directory,
            "train",
            Outcome.HOME.resolve("conf/quickstart.yaml").toString(),
            "--set",
            "training.epochs=2",
            "--set",
            "output.path=" + local)
        .succeeded();
    Path run = bucket.resolve("runs/run");
    assertThat(sha256(run)).isEqualTo(sha256(local));
    // And what the client of the object store has said, in spark.log.
    assertThat(RunFiles.files(run)).containsAll(RunFiles.files(local));
    try (Stream<Path> all = Files.walk(bucket.resolve("runs"))) {
      assertThat(all.filter(Files::isRegularFile)).allMatch(file -> file.startsWith(run));
    }
    Outcome evaluated =
        Outcome.ofScript(
            directory,
            command(
                "evaluate",
                "s3a://bucket/runs/run",
                "--format",
                "csv",
                "--option",
                "header=true",
                "--input",
                "s3a://bucket/data/adult-test.csv.gz"));
    assertThat(evaluated.succeeded().out()).contains("accuracy");
  }

  @Test
  void aModelWhoseObjectStoreDiesIsKept() throws Exception {
    Outcome outcome = killDuringTraining();
    assertThat(bucket.resolve("runs/run")).doesNotExist();
    assertKept(outcome);
  }

  /** The instant is any of those in which a file comes after the other. */
  @Test
  @Timeout(120)
  void aRunIsReportedOnlyWhenAllOfItIsThere() throws Exception {
    Path run = bucket.resolve("runs/run");
    Outcome outcome =
        train(
            2,
            err -> {
              while (!Files.exists(run)) {
                Thread.onSpinWait();
              }
            });
    if (Files.exists(run.resolve("report.json"))) {
      assertThat(RunFiles.sha256(run.resolve("model/model.safetensors"))).isEqualTo(sha256(run));
    } else {
      assertKept(outcome);
    }
  }

  private Outcome killDuringTraining() throws Exception {
    return train(30, Processes::awaitSteps);
  }

  /** What a training leaves whose object store is killed at an instant that is awaited. */
  private Outcome train(int epochs, Instant instant) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Outcome.HOME.resolve("scripts/lockstep").toString());
    command.addAll(List.of(train(epochs)));
    Process training =
        Outcome.builder(directory, command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    String said;
    try (BufferedReader err = new BufferedReader(training.errorReader())) {
      instant.await(err);
      server.kill();
      said = String.join("\n", err.lines().toList());
    } finally {
      training.destroyForcibly();
    }
    return new Outcome(training.waitFor(), "", said);
  }

  private interface Instant {
    void await(BufferedReader err) throws IOException;
  }

  private void assertKept(Outcome outcome) throws IOException {
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(Failure.RUNNING);
    assertThat(outcome.err()).contains("kept in " + temporary).doesNotContain("\tat ");
    try (Stream<Path> all = Files.list(temporary)) {
      List<Path> kept = all.filter(path -> path.toString().contains("run.failed")).toList();
      assertThat(kept).hasSize(1);
      assertThat(RunFiles.sha256(kept.get(0).resolve("model/model.safetensors")))
          .isEqualTo(sha256(kept.get(0)));
    }
  }

  @Test
  void anObjectStoreThatIsNotThereIsToldAtOnce() throws Exception {
    server.kill();
    Outcome refused = Outcome.ofScript(directory, train(1));
    assertThat(refused.failed(Failure.USAGE).err())
        .contains("output.path", "s3a://bucket/runs/run");
  }
}
