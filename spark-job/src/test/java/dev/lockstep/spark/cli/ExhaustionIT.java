package dev.lockstep.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.spark.cli.terminal.Failure;
import dev.lockstep.spark.testing.Processes;
import dev.lockstep.spark.testing.SmallDisk;
import dev.lockstep.spark.testing.TestCluster;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Memory, disks and executors that a command runs out of: real processes. The first line says what
 * and where, Spark's own lines are in its log, and the exit code is a documented one.
 */
@Timeout(180)
final class ExhaustionIT {
  private static final String LOG = "Spark's log: ";

  @TempDir private Path directory;
  private Path config = Path.of("");

  @BeforeEach
  void prepare() throws IOException {
    Path table = directory.resolve("table.csv");
    Files.writeString(table, "x,z,y\n" + "1,2,a\n2,1,b\n3,5,a\n4,3,b\n".repeat(50));
    config = directory.resolve("config.yaml");
    Files.writeString(
        config,
        """
        data: {format: csv, train: %s, label: y}
        network: {hidden: [4]}
        training: {epochs: 2, batch_size: 3, shards: 2}
        output: {path: %s}
        """
            .formatted(table, directory.resolve("run")));
  }

  /** Runs with those options of Spark. */
  private Outcome lockstep(List<String> options, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of(arguments));
    return Outcome.ofScript(directory, all.toArray(String[]::new));
  }

  /** Checks that nobody has to read more than what the command itself says; gives its error. */
  private static String error(Outcome outcome, int code) throws IOException {
    assertThat(outcome.failed(code).err()).doesNotContain(" ERROR ");
    List<String> lines = said(outcome.err());
    assertThat(lines).hasSizeLessThanOrEqualTo(4);
    assertThat(lines.get(0)).startsWith("error: ");
    assertThat(lines).last().asString().startsWith(LOG);
    Path log = Path.of(lines.get(lines.size() - 1).substring(LOG.length()));
    assertThat(log).content().contains("\tat ");
    Files.delete(log);
    return lines.get(0);
  }

  /** What is neither progress nor the JVM's. */
  private static List<String> said(String err) {
    return err.lines()
        .filter(line -> !line.contains(" INFO ") && !line.contains("incubator modules"))
        .filter(line -> !line.startsWith("epoch ") && !line.startsWith("lockstep"))
        .toList();
  }

  /** A text field of a table that no reader can hold in half a gigabyte. */
  private Path tableWithAHugeField() throws IOException {
    Path table = directory.resolve("huge.csv.gz");
    char[] megabyte = new char[1 << 20];
    Arrays.fill(megabyte, 'x');
    try (BufferedWriter out =
        new BufferedWriter(
            new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(table)), StandardCharsets.US_ASCII))) {
      out.write("x,z,y\n1,2,a\n2,3,b\n");
      for (int i = 0; i < 400; i++) {
        out.write(megabyte);
      }
      out.write(",3,b\n");
    }
    return table;
  }

  @Test
  void aDriverWithoutMemorySaysHowMuchItHadAndWhichOptionGivesItMore() throws Exception {
    Outcome outcome =
        lockstep(
            List.of("--master", "local[2]", "--driver-memory", "512m"),
            "train",
            config.toString(),
            "--set",
            "data.train=" + tableWithAHugeField());
    assertThat(error(outcome, Failure.RUNNING))
        .startsWith("error: the driver ran out of memory (Java heap space) in a heap of 512 MiB;")
        .endsWith("--driver-memory");
    assertThat(directory.resolve("run")).doesNotExist();
  }

  @Test
  void anExecutorWithoutMemoryIsNamedWithTheOptionThatGivesItMore() throws Exception {
    Outcome outcome =
        lockstep(
            List.of(
                "--master",
                "local-cluster[1,1,512]",
                "--conf",
                "spark.executor.memory=512m",
                "--conf",
                "spark.task.maxFailures=1"),
            "train",
            config.toString(),
            "--set",
            "data.train=" + tableWithAHugeField());
    assertThat(error(outcome, Failure.RUNNING))
        .startsWith("error: executor 0 on 127.0.0.1 ")
        .contains("ran out of memory", "--executor-memory");
  }

  private interface OnDisk {
    void run(Path disk) throws Exception;
  }

  /** Runs on a disk of that size; where none may be mounted, the test is left out. */
  private void onDiskOf(int kilobytes, OnDisk test) throws Exception {
    try (SmallDisk disk = SmallDisk.orSkip(directory.resolve("disk"), kilobytes)) {
      test.run(disk.directory());
    }
  }

  @Test
  void aFullDiskOfTemporaryFilesIsNamedAndIsNoFaultOfTheTable() throws Exception {
    onDiskOf(
        100,
        disk ->
            assertThat(
                    error(
                        lockstep(
                            List.of("--master", "local[2]", "--conf", "spark.local.dir=" + disk),
                            "train",
                            config.toString()),
                        Failure.RUNNING))
                .isEqualTo("error: spark.local.dir " + disk + ": No space left on device"));
  }

  @Test
  void ofATableThatTheDiskHasNoRoomForThePathIsNamed() throws Exception {
    onDiskOf(
        100,
        disk -> {
          Path table = disk.resolve("table");
          Outcome outcome =
              lockstep(
                  List.of("--master", "local[2]"),
                  "generate",
                  "--rows",
                  "50000",
                  "--output",
                  table.toString());
          assertThat(error(outcome, Failure.RUNNING))
              .contains(table.toString(), "No space left on device");
          assertThat(RunFiles.entries(disk)).isEmpty();
        });
  }

  @Test
  void aFullDiskOfSparksLogIsToldOnceAndEndsNothing() throws Exception {
    onDiskOf(
        16,
        disk -> {
          Outcome outcome =
              lockstep(
                  List.of(
                      "--master",
                      "local[1]",
                      "--driver-java-options",
                      "-Djava.io.tmpdir=" + disk,
                      "--conf",
                      "spark.local.dir=" + directory,
                      "--conf",
                      "spark.log.level=INFO"),
                  "generate",
                  "--rows",
                  "100",
                  // Parquet's codec would unpack a library on this disk.
                  "--output-format",
                  "csv",
                  "--output",
                  directory.resolve("table").toString());
          assertThat(said(outcome.succeeded().err()))
              .singleElement()
              .asString()
              .contains("Spark's log cannot be written any more", disk + "/", "No space left");
          assertThat(RunFiles.entries(disk)).isEmpty();
        });
  }

  @Test
  void anExecutorThatIsLostOnTheWayCostsTwoLines() throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Outcome.HOME.resolve("scripts/lockstep").toString());
    command.addAll(List.of("--master", "local-cluster[2,1,1024]", "train", config.toString()));
    command.addAll(List.of("--set", "training.epochs=200"));
    Process training = Outcome.builder(directory, command).start();
    List<String> rest;
    try (BufferedReader err = new BufferedReader(training.errorReader())) {
      Processes.awaitSteps(err);
      TestCluster.kill(executor(training));
      rest = err.lines().toList();
    } finally {
      training.destroyForcibly();
    }
    assertThat(training.waitFor()).as("%s", rest).isZero();
    assertThat(said(String.join("\n", rest))).hasSizeBetween(1, 2);
  }

  private static ProcessHandle executor(Process driver) {
    return driver
        .descendants()
        .filter(process -> process.info().command().orElse("").endsWith("java"))
        .findFirst()
        .orElseThrow();
  }
}
