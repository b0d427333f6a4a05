package dev.lockstep.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.spark.cli.terminal.Sessions;
import dev.lockstep.spark.table.source.SyntheticTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run suffers from, and whether more data would help, by the commands. */
final class DiagnoseIT {
  @TempDir private static Path directory;
  private static Path table = Path.of("");
  private static Path run = Path.of("");

  /** Far more parameters than examples, and labels of which many are drawn by lot. */
  @BeforeAll
  static void trainOnNoise() throws IOException {
    System.setProperty("spark.ui.enabled", "false");
    System.setProperty("spark.master", "local[2]");
    table = directory.resolve("table");
    try (SparkSession spark = Sessions.start("test", "table")) {
      new SyntheticTable(3000, 6, 2, 1, 0.4).rows(spark, 2).write().parquet(table.toString());
    }
    run = directory.resolve("noise");
    assertThat(
            train("noise", "--set", "training.epochs=100", "--set", "network.hidden=[128, 64]")
                .out())
        .contains("diagnosis   high ", "lockstep diagnose " + run);
  }

  @AfterAll
  static void forget() {
    System.clearProperty("spark.master");
    System.clearProperty("spark.ui.enabled");
  }

  private static Outcome train(String name, String... more) {
    return command("train", name, more).succeeded();
  }

  private static Outcome command(String command, String name, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command, config(name).toString()));
    arguments.addAll(List.of(more));
    return Outcome.ofRun(arguments.toArray(new String[0]));
  }

  private static Path config(String name) {
    try {
      return Files.writeString(
          directory.resolve(name + ".yaml"),
          String.format(
              """
              data: {path: %s, label: label, dev_fraction: 0.3}
              network: {hidden: [64]}
              training: {epochs: 20, batch_size: 50, shards: 2}
              learning_rate: {initial: 0.01}
              output: {path: %s}
              """,
              table, directory.resolve(name)));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void theReportAndTheCommandTellTheSame() throws IOException {
    JsonNode report = RunFiles.report(run);
    JsonNode found = report.path("diagnosis");
    double train = 1 - report.path("metrics").path("train").path("accuracy").asDouble();
    double dev = 1 - report.path("metrics").path("dev").path("accuracy").asDouble();
    assertThat(found.path("target_error").asDouble()).isZero();
    assertThat(found.path("train_error").asDouble()).isEqualTo(train);
    assertThat(found.path("avoidable_bias").asDouble()).isEqualTo(train);
    assertThat(found.path("variance").asDouble()).isEqualTo(dev - train, within(1e-15));
    assertThat(dev - train).isGreaterThan(0.02);
    assertThat(found.path("verdict").asText()).endsWith("variance");
    assertThat(found.has("dev_test_gap")).isEqualTo(report.path("metrics").has("test"));
    assertThat(Outcome.ofRun("diagnose", run.toString()).succeeded().out())
        .contains(
            "verdict: " + found.path("verdict").asText().replace('_', ' ') + "\n",
            "  dropout                     network.keep_prob: ",
            "  stopping at the best epoch  early_stopping.patience\n");
  }

  @Test
  void theTargetErrorOfTheCommandCountsInsteadOfTheRuns() {
    assertThat(Outcome.ofRun("diagnose", run.toString(), "--target-error", "0.5").succeeded().out())
        .contains("target    50.00%", "verdict: high variance\n")
        .doesNotContain("against high bias");
    assertThat(Outcome.ofRun("diagnose", run.toString(), "--target-error", "1").failed(2).err())
        .contains("error: --target-error: found 1.0; allowed: a number in [0, 1)\n");
  }

  @Test
  void whereThereIsNoReportIsToldSo() {
    assertThat(Outcome.ofRun("diagnose", directory.resolve("none").toString()).failed(2).err())
        .contains("error: there is no report.json in ", "none: expected a run directory\n");
    assertThat(Outcome.ofRun("diagnose", table.toString()).failed(2).err())
        .contains("there is no report.json in ");
    assertThat(Outcome.ofRun("diagnose", "nowhere://x/y").failed(2).err())
        .contains("found 'nowhere://x/y' as the path of a run, expected a run directory");
  }

  @Test
  void whatIsNoReportIsBadData() throws IOException {
    Path foreign = Files.createDirectory(directory.resolve("foreign"));
    Files.writeString(foreign.resolve("report.json"), "{\"tests\": 3}");
    assertThat(Outcome.ofRun("diagnose", foreign.toString()).failed(3).err())
        .contains(
            "error: report.json in " + foreign + " is no report of a training: it has no object");
    Path corrupt = Files.createDirectory(directory.resolve("corrupt"));
    String whole = Files.readString(run.resolve("report.json"));
    Files.writeString(corrupt.resolve("report.json"), whole.substring(0, whole.length() / 2));
    assertThat(Outcome.ofRun("diagnose", corrupt.toString()).failed(3).err())
        .contains("error: report.json in " + corrupt + " is no JSON: ");
  }

  @Test
  void aRegressionIsDiagnosedByItsR2() throws IOException {
    train(
        "regression",
        "--set",
        "data.label=f0",
        "--set",
        "training.loss=squared_error",
        "--set",
        "diagnosis.target_error=0.25");
    JsonNode report = RunFiles.report(directory.resolve("regression"));
    assertThat(report.path("diagnosis").path("dev_error").asDouble())
        .isEqualTo(1 - report.path("metrics").path("dev").path("r2").asDouble());
    assertThat(
            Outcome.ofRun("diagnose", directory.resolve("regression").toString()).succeeded().out())
        .contains("errors are 1 - r2;", "target    25.00%");
  }

  @Test
  void withoutADevSplitThereIsNoCurveAndHalfADiagnosis() throws IOException {
    assertThat(
            command("train", "no-dev", "--learning-curve", "--set", "data.dev_fraction=0")
                .failed(2)
                .err())
        .contains(
            "error: data.dev_fraction: found 0 with --learning-curve, which needs a dev split;"
                + " allowed: above 0");
    assertThat(directory.resolve("no-dev")).doesNotExist();
    train("no-dev", "--set", "data.dev_fraction=0", "--set", "data.test_fraction=0");
    JsonNode found = RunFiles.report(directory.resolve("no-dev")).path("diagnosis");
    assertThat(found.path("verdict").asText()).isIn("high_bias", "low_bias");
    assertThat(found.has("variance")).isFalse();
    assertThat(Outcome.ofRun("diagnose", directory.resolve("no-dev").toString()).succeeded().out())
        .contains("of variance nothing is known without a dev split", "data.dev_fraction: 0.0");
  }

  @Test
  void aTrainingThatDivergesKeepsThePointsBeforeIt() throws IOException {
    String error =
        command(
                "train",
                "diverged",
                "--learning-curve",
                "--set",
                "data.label=f0",
                "--set",
                "training.loss=squared_error",
                "--set",
                "optimizer.name=sgd",
                "--set",
                "learning_rate.initial=1e20")
            .failed(1)
            .err();
    assertThat(error).contains("the last parameters with a finite loss are kept in");
    JsonNode report = RunFiles.report(directory.resolve("diverged.diverged"));
    assertThat(report.path("learning_curve").path("points"))
        .extracting(point -> point.path("share").asDouble())
        .containsExactly(0.125, 0.25, 0.5, 1.0);
    assertThat(report.path("learning_curve").path("points").path(3).path("examples"))
        .isEqualTo(report.path("data").path("train_examples"));
  }

  @Test
  void theLearningCurveFallsAndIsTheSameOnAnyNumberOfCores() throws IOException {
    Outcome two = train("curve-2", "--learning-curve", "--set", "training.exchange=session");
    assertThat(two.out())
        .contains("trained on", "  1/8  ", "  all  ", "from half to all of the rows the dev error");
    System.setProperty("spark.master", "local[1]");
    try {
      train("curve-1", "--learning-curve", "--set", "training.exchange=job");
      train("plain");
    } finally {
      System.setProperty("spark.master", "local[2]");
    }
    JsonNode report = RunFiles.report(directory.resolve("curve-2"));
    JsonNode curve = report.path("learning_curve");
    assertThat(RunFiles.report(directory.resolve("curve-1")).path("learning_curve"))
        .isEqualTo(curve);
    List<Double> errors = new ArrayList<>();
    List<Double> shares = new ArrayList<>();
    List<Double> rows = new ArrayList<>();
    for (JsonNode point : curve.path("points")) {
      shares.add(point.path("share").asDouble());
      rows.add(
          point.path("examples").asDouble()
              / report.path("data").path("train_examples").asDouble());
      errors.add(point.path("dev_error").asDouble());
    }
    assertThat(shares).containsExactly(0.125, 0.25, 0.5, 1.0);
    for (int i = 0; i < 4; i++) {
      assertThat(rows.get(i)).isEqualTo(shares.get(i), within(0.05));
    }
    assertThat(errors.get(3)).isLessThan(errors.get(0));
    assertThat(curve.path("more_data").asText()).isNotEmpty();
    assertThat(curve.path("points").path(3).path("dev_error"))
        .isEqualTo(report.path("diagnosis").path("dev_error"));
    assertThat(report.path("parameters"))
        .as("the model is that of a training without a curve")
        .isEqualTo(RunFiles.report(directory.resolve("plain")).path("parameters"));
  }
}
