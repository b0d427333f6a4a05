package dev.lockstep.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.spark.cli.terminal.Failure;
import dev.lockstep.spark.testing.Processes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.SafeModeAction;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.MiniDFSCluster.DataNodeProperties;
import org.apache.hadoop.hdfs.server.datanode.DataNodeFaultInjector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trainings of processes of their own on an HDFS with a name node and two data nodes, which fails.
 */
final class HdfsIT {
  private static final Path DATA = Outcome.HOME.resolve("conf/data");
  private static final String EPOCHS = "training.epochs=30";

  private static final String[] CHECKPOINTS = {"--set", "training.checkpoint={every_steps: 50}"};

  @TempDir private static Path base;

  /** What the training leaves that no fault disturbs. */
  private static String undisturbed = "";

  private static MiniDFSCluster cluster;

  @TempDir private Path directory;
  private org.apache.hadoop.fs.Path runs;
  private Path temporary;
  private @Nullable Stop stop;

  @BeforeAll
  static void start() throws Exception {
    Configuration configuration = new Configuration();
    configuration.setInt("dfs.replication", 2);
    cluster =
        new MiniDFSCluster.Builder(configuration, base.resolve("hdfs").toFile())
            .numDataNodes(2)
            .build();
    cluster.waitActive();
    for (String table : List.of("adult-train.csv.gz", "adult-test.csv.gz")) {
      files()
          .copyFromLocalFile(
              new org.apache.hadoop.fs.Path(DATA.resolve(table).toUri()), path("/data/" + table));
    }
    Path run = base.resolve("undisturbed");
    Outcome.ofScript(base, "train", quickstart(), "--set", EPOCHS, "--set", "output.path=" + run)
        .succeeded();
    undisturbed = RunFiles.report(run).path("parameters").path("sha256").asText();
  }

  @AfterAll
  static void stop() {
    cluster.shutdown(true);
  }

  @BeforeEach
  void makeDirectories() throws IOException {
    runs = path("/" + directory.getFileName() + "/runs");
    files().mkdirs(runs);
    temporary = Files.createDirectory(directory.resolve("temporary"));
  }

  /** Both data nodes run, and nothing hinders them. */
  @AfterEach
  void mend() throws Exception {
    DataNodeFaultInjector.set(new DataNodeFaultInjector());
    files().setSafeMode(SafeModeAction.LEAVE);
    if (stop != null) {
      stop.undo();
    }
    cluster.waitActive();
  }

  private static String quickstart() {
    return Outcome.HOME.resolve("conf/quickstart.yaml").toString();
  }

  private static DistributedFileSystem files() throws IOException {
    return cluster.getFileSystem();
  }

  private static org.apache.hadoop.fs.Path path(String absolute) {
    return new org.apache.hadoop.fs.Path(cluster.getURI() + absolute);
  }

  private String[] train(String... more) {
    List<String> arguments = new ArrayList<>();
    // With the default of 3 copies the client asks for another data node, of which there is none.
    arguments.addAll(List.of("--master", "local[2]", "--conf", "spark.hadoop.dfs.replication=2"));
    arguments.addAll(
        List.of("--driver-java-options", "-Djava.io.tmpdir=" + temporary, "train", quickstart()));
    for (String setting : settings()) {
      arguments.addAll(List.of("--set", setting));
    }
    arguments.addAll(List.of(more));
    return arguments.toArray(new String[0]);
  }

  private List<String> settings() {
    return List.of(
        EPOCHS,
        "data.train=" + path("/data/adult-train.csv.gz"),
        "data.test=" + path("/data/adult-test.csv.gz"),
        "output.path=" + runs + "/run");
  }

  private void assertUndisturbed(Outcome outcome) throws IOException {
    outcome.succeeded();
    assertThat(outcome.err()).doesNotContain("\tat ");
    assertThat(names(runs)).containsExactly("run");
    assertThat(report().path("parameters").path("sha256").asText()).isEqualTo(undisturbed);
  }

  private JsonNode report() throws IOException {
    try (InputStream in = files().open(new org.apache.hadoop.fs.Path(runs, "run/report.json"))) {
      return new ObjectMapper().readTree(in);
    }
  }

  private static List<String> names(org.apache.hadoop.fs.Path directory) throws IOException {
    return Stream.of(files().listStatus(directory))
        .map(FileStatus::getPath)
        .map(org.apache.hadoop.fs.Path::getName)
        .toList();
  }

  /** Stops the first data node when one is about to read, or to write, and a path is there. */
  private static final class Stop extends DataNodeFaultInjector {
    private final boolean reads;
    private final org.apache.hadoop.fs.Path path;
    private final CompletableFuture<DataNodeProperties> stopped = new CompletableFuture<>();
    private final AtomicBoolean begun = new AtomicBoolean();

    Stop(boolean reads, org.apache.hadoop.fs.Path path) {
      this.reads = reads;
      this.path = path;
    }

    /** Called before a block is read. */
    @Override
    public void throwTooManyOpenFiles() {
      stop(reads);
    }

    @Override
    public void delayWriteToDisk() {
      stop(!reads);
    }

    private void stop(boolean now) {
      if (now && isThere() && begun.compareAndSet(false, true)) {
        // This is one of its threads, which it waits for.
        stopped.completeAsync(() -> cluster.stopDataNode(0));
      }
    }

    private boolean isThere() {
      try {
        return files().exists(path);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    boolean isDone() {
      return begun.get();
    }

    /** Starts it again. */
    void undo() throws Exception {
      if (isDone()) {
        cluster.restartDataNode(stopped.get());
      }
    }
  }

  private Stop stopOne(boolean reads, org.apache.hadoop.fs.Path path) {
    stop = new Stop(reads, path);
    DataNodeFaultInjector.set(stop);
    return stop;
  }

  @Test
  void aDataNodeThatIsLostWhileTheTableIsReadCostsNothing() throws Exception {
    Stop lost = stopOne(true, runs);
    Outcome outcome = Outcome.ofScript(directory, train());
    assertThat(lost.isDone()).isTrue();
    assertUndisturbed(outcome);
  }

  @Test
  void aDataNodeThatIsLostWhileTheRunIsWrittenCostsNothing() throws Exception {
    Stop lost = stopOne(false, runs);
    Outcome outcome = Outcome.ofScript(directory, train());
    assertThat(lost.isDone()).isTrue();
    assertUndisturbed(outcome);
  }

  @Test
  void aDataNodeThatIsLostWhileACheckpointIsWrittenCostsNothing() throws Exception {
    Stop lost = stopOne(false, new org.apache.hadoop.fs.Path(runs, "run.incomplete/checkpoints"));
    Outcome outcome = Outcome.ofScript(directory, train(CHECKPOINTS));
    assertThat(lost.isDone()).isTrue();
    assertUndisturbed(outcome);
  }

  @Test
  void aTrainingThatIsKilledGoesOnFromItsCheckpoint() throws Exception {
    Process training = start(train(CHECKPOINTS));
    try (BufferedReader err = new BufferedReader(training.errorReader())) {
      Processes.await(err, line -> line.contains("Checkpoint after step "));
    } finally {
      training.destroyForcibly().waitFor();
    }
    Outcome resumed =
        Outcome.ofScript(directory, train(CHECKPOINTS[0], CHECKPOINTS[1], "--resume"));
    assertUndisturbed(resumed);
    assertThat(resumed.err()).contains("Resuming after step ", "which is dead");
  }

  @Test
  void aModelIsEvaluatedWhereItLies() throws Exception {
    assertUndisturbed(Outcome.ofScript(directory, train()));
    Outcome evaluated =
        Outcome.ofScript(
            directory,
            "--master",
            "local[2]",
            "evaluate",
            runs + "/run",
            "--format",
            "csv",
            "--option",
            "header=true",
            "--input",
            path("/data/adult-test.csv.gz").toString());
    assertThat(evaluated.succeeded().out()).contains("accuracy");
  }

  @Test
  void anHdfsInSafeModeIsToldBeforeAnythingIsTrained() throws Exception {
    files().setSafeMode(SafeModeAction.ENTER);
    Outcome refused = Outcome.ofScript(directory, train());
    assertThat(refused.failed(Failure.USAGE).err())
        .contains("output.path", "safe mode")
        .doesNotContain("examples in");
    assertThat(names(runs)).isEmpty();
  }

  @Test
  void aModelThatSafeModeKeepsFromBeingPublishedIsKept() throws Exception {
    List<String> said = unpublished(() -> files().setSafeMode(SafeModeAction.ENTER));
    assertThat(String.join("\n", said)).contains("safe mode", "kept in " + temporary);
    assertKeptAt(temporary);
  }

  /** What a training says that something keeps from publishing its model once it is under way. */
  private List<String> unpublished(Fault fault) throws Exception {
    Process training = start(train());
    List<String> said;
    try (BufferedReader err = new BufferedReader(training.errorReader())) {
      Processes.await(err, line -> line.contains("epoch "));
      fault.begin();
      said = err.lines().toList();
    } finally {
      training.destroyForcibly();
    }
    assertThat(training.waitFor()).as("%s", said).isEqualTo(Failure.RUNNING);
    return said;
  }

  private interface Fault {
    void begin() throws IOException;
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Outcome.HOME.resolve("scripts/lockstep").toString());
    command.addAll(List.of(arguments));
    return Outcome.builder(directory, command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @Test
  void aQuotaWithoutRoomIsToldBeforeAnythingIsTrained() throws Exception {
    setQuota();
    Outcome refused = Outcome.ofScript(directory, train());
    assertThat(refused.failed(Failure.USAGE).err())
        .contains("output.path", "quota")
        .doesNotContain("examples in");
    assertThat(names(runs)).isEmpty();
  }

  @Test
  void aModelThatAQuotaHasNoRoomForIsKeptElsewhere() throws Exception {
    List<String> said = unpublished(this::setQuota);
    assertThat(String.join("\n", said)).contains("quota", "kept in " + temporary);
    assertThat(names(runs)).isEmpty();
    assertKeptAt(temporary);
  }

  /** A file takes a whole block of its copies before it is closed. */
  private void setQuota() throws IOException {
    files().setQuota(runs, Long.MAX_VALUE - 1, 1 << 20);
  }

  private static void assertKeptAt(Path where) throws IOException {
    try (Stream<Path> all = Files.list(where)) {
      List<Path> kept = all.filter(path -> path.toString().contains("run.failed")).toList();
      assertThat(kept).hasSize(1);
      assertThat(RunFiles.sha256(kept.get(0).resolve("model/model.safetensors")))
          .isEqualTo(RunFiles.report(kept.get(0)).path("parameters").path("sha256").asText());
    }
  }
}
