package dev.lockstep.spark.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.spark.cli.terminal.Failure;
import dev.lockstep.spark.exchange.LockstepKryo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a table to a model to predictions, by the commands. */
final class RoundTripIT {
  private static final Path CONF = Outcome.HOME.resolve("conf");
  private static final String TEST_TABLE = CONF.resolve("data/adult-test.csv.gz").toString();

  /**
   * Some kernels give a row other last bits where other rows are computed beside it. Scores that
   * are equal but for these then change places: so do, of the pairs of a positive and a negative,
   * as large a share as the last bits are of the scores, and a few more where these are dense.
   */
  private static final double STRAY = 1e-5;

  @TempDir private static Path directory;
  private static Path run = Path.of("");

  /** The quickstart for real, but for fewer epochs. */
  @BeforeAll
  static void trainTheQuickstart() {
    // What spark-submit would set.
    System.setProperty("spark.master", "local[2]");
    System.setProperty("spark.ui.enabled", "false");
    run = directory.resolve("quickstart");
    Outcome outcome =
        Outcome.ofRun(
            "train",
            CONF.resolve("quickstart.yaml").toString(),
            "--set",
            "training.epochs=3",
            "--set",
            "training.batch_size=512",
            "--set",
            "output.path=" + run);
    assertThat(outcome.succeeded().out()).contains("32,561 train, 16,281 test");
  }

  @AfterAll
  static void forget() {
    System.clearProperty("spark.master");
    System.clearProperty("spark.ui.enabled");
  }

  @Test
  void theReportHasTheWholeRunOnOnePage() throws IOException {
    JsonNode report = RunFiles.report(run);
    assertThat(report.fieldNames())
        .toIterable()
        .contains(
            "lockstep_version",
            "spark_version",
            "java_version",
            "blas",
            "config",
            "seed",
            "shards",
            "exchange",
            "compression_error",
            "data",
            "steps",
            "epochs",
            "train_seconds",
            "examples_per_second",
            "step_milliseconds",
            "time_breakdown",
            "metrics",
            "parameters");
    JsonNode data = report.path("data");
    assertThat(data.path("train_examples").asLong()).isEqualTo(32561);
    assertThat(data.path("dev_examples").asLong()).isZero();
    assertThat(data.path("test_examples").asLong()).isEqualTo(16281);
    assertThat(data.path("classes").asInt()).isEqualTo(2);
    assertThat(data.path("rejected_rows").isNumber()).isTrue();
    assertThat(data.path("load_seconds").asDouble()).isPositive();
    assertThat(report.path("steps").asLong()).isEqualTo(3 * 64);
    assertThat(report.path("epochs").asDouble()).isEqualTo(3);
    assertThat(report.path("config").path("training").path("batch_size").asInt()).isEqualTo(512);
    double seconds = report.path("train_seconds").asDouble();
    assertThat(report.path("examples_per_second").asDouble())
        .isCloseTo(3 * 32561 / seconds, within(1e-3));
    JsonNode times = report.path("step_milliseconds");
    assertThat(times.path("p50").asDouble()).isPositive();
    assertThat(times.path("p95").asDouble()).isGreaterThanOrEqualTo(times.path("p50").asDouble());
    assertThat(times.path("p99").asDouble()).isGreaterThanOrEqualTo(times.path("p95").asDouble());
    double parts = 0;
    for (String part : List.of("compute", "augmentation", "exchange", "optimizer", "other")) {
      assertThat(report.path("time_breakdown").path(part).asDouble()).as(part).isNotNegative();
      parts += report.path("time_breakdown").path(part).asDouble();
    }
    assertThat(parts).isCloseTo(seconds, within(1e-6));
    assertThat(report.path("metrics").path("test").path("accuracy").asDouble())
        .isBetween(0.84, 0.87);
    assertThat(report.path("metrics").path("train").path("loss").asDouble()).isBetween(0.25, 0.35);
    JsonNode confusion = report.path("metrics").path("test").path("confusion");
    assertThat(confusion.path("classes"))
        .extracting(JsonNode::asText)
        .containsExactly("<=50K", ">50K");
    assertThat(confusion.path("rows").asText()).isEqualTo("actual");
    assertThat(report.path("metrics").path("test").path("by_class").path(1).path("recall"))
        .isEqualTo(report.path("metrics").path("test").path("recall"));
    assertThat(report.path("steps_without_weight").asInt(-1)).isZero();
  }

  @Test
  void anyReaderOfSafetensorsFindsTheTensorsOfTorchSequential() throws IOException {
    Path file = run.resolve("model/model.safetensors");
    int features = RunFiles.report(run).path("data").path("features").asInt();
    Map<String, List<Integer>> shapes = RunFiles.shapes(file);
    assertThat(new ArrayList<>(shapes.entrySet()))
        .containsExactly(
            Map.entry("0.weight", List.of(64, features)),
            Map.entry("0.bias", List.of(64)),
            Map.entry("2.weight", List.of(32, 64)),
            Map.entry("2.bias", List.of(32)),
            Map.entry("4.weight", List.of(2, 32)),
            Map.entry("4.bias", List.of(2)));
    assertThat(RunFiles.report(run).path("parameters").path("sha256").asText())
        .isEqualTo(RunFiles.sha256(file));
  }

  @Test
  void theMetricsTellEveryStepEveryEpochAndTheLastEvaluations() throws IOException {
    List<String> events =
        RunFiles.metrics(run).stream().map(line -> line.path("event").asText()).toList();
    assertThat(events).filteredOn("step"::equals).hasSize(3 * 64);
    assertThat(events).filteredOn("epoch"::equals).hasSize(3);
    assertThat(events.subList(events.size() - 2, events.size())).containsOnly("evaluation");
    List<Double> losses = RunFiles.stepLosses(run);
    assertThat(losses.get(losses.size() - 1)).isLessThan(losses.get(0));
  }

  @Test
  void predictionsAreAsRightAsTheEvaluationSaysInEveryFormat() throws IOException {
    Outcome evaluated =
        Outcome.ofRun("evaluate", run.toString(), "--input", TEST_TABLE, "--format", "csv");
    JsonNode figures = new ObjectMapper().readTree(evaluated.succeeded().out());
    assertThat(evaluated.err()).contains("rows are actual classes, columns predicted ones");
    JsonNode reported = RunFiles.report(run).path("metrics").path("test");
    for (String name : List.of("loss", "accuracy", "roc_auc")) {
      assertThat(figures.path(name).asDouble())
          .as(name)
          .isCloseTo(reported.path(name).asDouble(), within(STRAY));
    }
    for (String format : List.of("csv", "parquet", "json")) {
      String table = directory.resolve("predictions-" + format).toString();
      Outcome.ofRun(
              "predict",
              run.resolve("model").toString(),
              "--input",
              TEST_TABLE,
              "--format",
              "csv",
              "--output",
              table,
              "--output-format",
              format)
          .succeeded();
      assertThat(accuracy(table, format)).as(format).isEqualTo(figures.path("accuracy").asDouble());
    }
  }

  private static double accuracy(String table, String format) throws IOException {
    SparkConf conf = new SparkConf().setAppName("test").setMaster("local[2]");
    LockstepKryo.configure(conf);
    try (SparkSession spark = SparkSession.builder().config(conf).getOrCreate()) {
      Dataset<Row> rows = spark.read().format(format).option("header", "true").load(table);
      assertThat(rows.columns()).contains("age", "fnlwgt", "income", "prediction", "probability");
      assertThat(rows.count()).isEqualTo(16281);
      assertThat(rows.filter("(probability > 0.5) != (prediction = '>50K')").count()).isZero();
      return rows.filter("prediction = income").count() / 16281.0;
    }
  }

  @Test
  void trainingGoesOnFromAModelWhereItEnded() throws IOException {
    Path more = directory.resolve("more");
    Outcome.ofRun(
            "train",
            CONF.resolve("quickstart.yaml").toString(),
            "--set",
            "training.initial_model=" + run,
            "--set",
            "data.missing=drop",
            "--set",
            "training.epochs=null",
            "--set",
            "training.steps=2",
            "--set",
            "training.batch_size=32561",
            "--set",
            "regularization.l2=0",
            "--set",
            "output.path=" + more)
        .succeeded();
    assertThat(RunFiles.report(more).path("warnings").toString())
        .contains(
            "training.initial_model decides how columns become features, not the configuration:"
                + " data.missing is impute there, drop here");
    assertThat(RunFiles.report(more).path("data").path("missing").asText()).isEqualTo("impute");
    assertThat(RunFiles.report(more).path("steps").asLong()).isEqualTo(2);
    double ended = RunFiles.report(run).path("metrics").path("train").path("loss").asDouble();
    assertThat(RunFiles.stepLosses(more).get(0)).isCloseTo(ended, within(1e-6));
  }

  @Test
  void aModelOfAnotherNetworkIsRefusedNamingBoth() throws IOException {
    Outcome outcome =
        Outcome.ofRun(
            "train",
            CONF.resolve("quickstart.yaml").toString(),
            "--set",
            "training.initial_model=" + run,
            "--set",
            "network.hidden=[63]",
            "--set",
            "output.path=" + directory.resolve("other"));
    assertThat(outcome.failed(Failure.USAGE).err())
        .contains("training.initial_model", "outputs=64", "outputs=63");
    assertThat(directory.resolve("other")).doesNotExist();
    assertThat(RunFiles.entries(directory)).noneMatch(entry -> entry.startsWith("."));
  }

  @Test
  void validatingTellsWhatWouldBeTrainedAndWritesNothing() throws IOException {
    Path output = directory.resolve("validated");
    Outcome outcome =
        Outcome.ofRun(
            "validate",
            CONF.resolve("quickstart.yaml").toString(),
            "--set",
            "output.path=" + output);
    assertThat(outcome.succeeded().out())
        .contains("32,561 train, 16,281 test;", "8,290 parameters", "valid: ");
    assertThat(output).doesNotExist();
    Outcome.ofRun(
            "validate",
            CONF.resolve("quickstart.yaml").toString(),
            "--set",
            "data.label=wealth",
            "--set",
            "output.path=" + output)
        .failed(Failure.DATA);
  }

  @Test
  void theRecipesRunAsTheyAreOnSmallerTables() throws IOException {
    String binary = generate("binary", "--rows", "6000", "--features", "28");
    String[] synthetic = {"data.train=" + binary, "training.batch_size=200"};
    assertThat(recipe("synthetic-5m", synthetic).path("accuracy").asDouble()).isGreaterThan(0.6);

    String seven = generate("seven", "--rows", "3000", "--features", "54", "--classes", "7");
    String[] covertype = {
      "data.path=" + seven, "data.format=parquet", "training.epochs=6", "training.batch_size=50"
    };
    assertThat(recipe("covertype", covertype).path("accuracy").asDouble()).isGreaterThan(0.3);

    Path pictures = Idx.write(directory, 300);
    String table = directory.resolve("pictures").toString();
    Outcome.ofRun(
            "convert-idx",
            pictures.toString(),
            directory.resolve("labels.gz").toString(),
            "--output",
            table)
        .succeeded();
    String[] fashion = {
      "data.train=" + table, "data.test=" + table, "training.epochs=3", "training.batch_size=30"
    };
    assertThat(recipe("fashion-mnist", fashion).path("accuracy").asDouble()).isGreaterThan(0.9);
  }

  private static String generate(String name, String... options) {
    String path = directory.resolve(name).toString();
    List<String> arguments = new ArrayList<>(List.of("generate", "--output", path));
    arguments.addAll(List.of(options));
    Outcome.ofRun(arguments.toArray(String[]::new)).succeeded();
    return path;
  }

  /** Trains a recipe with those settings; gives its figures on the training split. */
  private static JsonNode recipe(String name, String... settings) throws IOException {
    Path output = directory.resolve("run-" + name);
    List<String> arguments =
        new ArrayList<>(List.of("train", CONF.resolve(name + ".yaml").toString()));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    arguments.addAll(List.of("--set", "output.path=" + output));
    Outcome.ofRun(arguments.toArray(String[]::new)).succeeded();
    return RunFiles.report(output).path("metrics").path("train");
  }

  @Test
  void layersCanBeListedOneByOne() throws IOException {
    Path config = directory.resolve("layers.yaml");
    Path output = directory.resolve("layers");
    Files.writeString(
        config,
        """
        data: {format: csv, train: %s, label: [age], features: [sex, race, hours_per_week]}
        network:
          layers:
            - dense: 5
            - tanh
            - leaky_relu
        training: {loss: squared_error, steps: 3, shards: 2}
        output: {path: %s}
        """
            .formatted(TEST_TABLE, output));
    Outcome.ofRun("train", config.toString()).succeeded();
    assertThat(RunFiles.shapes(output.resolve("model/model.safetensors")).keySet())
        .containsExactly("0.weight", "0.bias", "3.weight", "3.bias");
    assertThat(RunFiles.report(output).path("metrics").path("train").path("rmse").asDouble())
        .isPositive();
  }
}
