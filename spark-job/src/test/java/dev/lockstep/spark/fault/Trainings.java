package dev.lockstep.spark.fault;

import dev.lockstep.spark.cli.Outcome;
import dev.lockstep.spark.cli.RunFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;

/** The training that schedules disturb, on rows of UCI Adult, and what it comes to undisturbed. */
final class Trainings {
  private static final int ROWS = 3000;

  /** Processes of seconds do not repay a second compiler. */
  private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private final Path directory;
  private final Path table;
  private final Map<Path, Undisturbed> undisturbed = new ConcurrentHashMap<>();

  /** What a run must come to. */
  record Undisturbed(String sha256, List<Double> losses) {
    static Undisturbed of(Path run) throws IOException {
      return new Undisturbed(
          RunFiles.report(run).path("parameters").path("sha256").asText(),
          RunFiles.stepLosses(run));
    }
  }

  /** Keeps its table and what is undisturbed in a directory. */
  Trainings(Path directory) throws IOException {
    this.directory = directory;
    this.table = directory.resolve("table.csv");
    Path whole = Outcome.HOME.resolve("conf/data/adult-train.csv.gz");
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(whole)), StandardCharsets.UTF_8))) {
      Files.write(table, in.lines().limit(1 + ROWS).toList());
    }
  }

  /** The command of a process; it resumes what there is. */
  List<String> command(FaultSchedule schedule, String master, Path run, Path temporary)
      throws IOException {
    List<String> command = training(schedule, master, run, temporary);
    command.addAll(
        List.of(
            "--set",
            "training.checkpoint={every_steps: " + schedule.everySteps() + "}",
            "--set",
            "exchange.topology=" + schedule.topology(),
            "--resume"));
    return command;
  }

  private List<String> training(FaultSchedule schedule, String master, Path run, Path temporary)
      throws IOException {
    Path config = file(schedule);
    Files.writeString(config, config(schedule));
    return new ArrayList<>(
        List.of(
            Outcome.HOME.resolve("scripts/lockstep").toString(),
            "--master",
            master,
            "--driver-java-options",
            SHORT_LIVED + " -Djava.io.tmpdir=" + temporary,
            "--conf",
            "spark.executor.extraJavaOptions=" + SHORT_LIVED,
            "--conf",
            "spark.ui.enabled=false",
            "train",
            config.toString(),
            "--set",
            "training.exchange=" + schedule.exchange().key(),
            "--set",
            "output.path=" + run));
  }

  private Path file(FaultSchedule schedule) {
    String name = schedule.exchange().steps() + (schedule.sync() ? "-sync" : "") + "-steps.yaml";
    return directory.resolve(name);
  }

  /** Fixed shards, so that the bits depend on no master. */
  private String config(FaultSchedule schedule) {
    return String.format(
        Locale.ROOT,
        """
        data: {format: csv, train: %s, label: income, exclude: [fnlwgt, education], missing: impute}
        network: {hidden: [64, 32], batch_norm: %s}
        training: {steps: %d, batch_size: 64, shards: 3, seed: 1}
        optimizer: {name: adam}
        output: {path: none}
        """,
        table,
        schedule.sync() ? "sync" : "none",
        schedule.exchange().steps());
  }

  /** What the training of a schedule comes to, run once for all that train the same. */
  Undisturbed undisturbed(FaultSchedule schedule) throws IOException, InterruptedException {
    Path config = file(schedule);
    Undisturbed known = undisturbed.get(config);
    if (known == null) {
      Path run = Files.createTempDirectory(directory, "undisturbed").resolve("run");
      Path temporary = Files.createTempDirectory(directory, "temporary");
      Outcome.ofProcess(directory, training(schedule, "local[2]", run, temporary)).succeeded();
      known = Undisturbed.of(run);
      undisturbed.put(config, known);
    }
    return known;
  }
}
