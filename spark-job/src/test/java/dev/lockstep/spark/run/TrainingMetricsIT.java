package dev.lockstep.spark.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.optim.Sgd;
import dev.lockstep.optim.schedule.ConstantRate;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.config.file.ConfigFile;
import dev.lockstep.spark.monitoring.TrainingMetrics;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingPlan;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever scrapes Spark's Prometheus endpoint sees how trainings go. */
@SuppressWarnings("NullAway.Init") // JUnit sets it.
@Timeout(120)
final class TrainingMetricsIT {
  private static final String SINK = "spark.metrics.conf.driver.sink.prometheusServlet.";

  private static final Pattern LINE =
      Pattern.compile("metrics_nightly_driver_lockstep_(\\d+)_training_(\\w+)_Value\\{.*} (\\S+)");

  private static SparkSession spark;

  @TempDir private Path directory;

  @BeforeAll
  static void start() {
    spark =
        SparkSession.builder()
            .master("local[4]")
            .appName("somebody's")
            .config("spark.ui.enabled", "true")
            .config("spark.ui.port", "0")
            .config("spark.metrics.namespace", "nightly")
            .config(SINK + "class", "org.apache.spark.metrics.sink.PrometheusServlet")
            .config(SINK + "path", "/metrics/prometheus")
            .getOrCreate();
  }

  @AfterAll
  static void stop() throws IOException {
    spark.close();
  }

  /** By the number of the training, and the name. */
  private static Map<String, Double> scraped() {
    URI page = URI.create(spark.sparkContext().uiWebUrl().get() + "/metrics/prometheus");
    Map<String, Double> values = new HashMap<>();
    try (InputStream in = page.toURL().openStream()) {
      LINE.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .results()
          .forEach(
              line ->
                  values.put(line.group(1) + " " + line.group(2), Double.valueOf(line.group(3))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return values;
  }

  private static Dataset<Row> table() {
    return spark
        .range(0, 400, 1, 2)
        .selectExpr("sin(id) AS a", "cos(0.7 * id) AS b", "IF(sin(id) > 0, 'yes', 'no') AS label");
  }

  private void train(TrainingListener listener, String... overrides) throws IOException {
    Path file = directory.resolve("config.yaml");
    Files.writeString(
        file,
        """
        data: {path: nowhere, label: label}
        network: {hidden: [8]}
        training: {epochs: 3, batch_size: 50, shards: 2}
        learning_rate: {initial: 0.02, schedule: inverse_time, decay: 1}
        output: {path: nowhere}
        """);
    LockstepConfig config = ConfigFile.load(file, List.of(overrides));
    new Training(spark, config).run(Map.of(Split.TRAIN, table(), Split.DEV, table()), listener);
  }

  @ParameterizedTest
  @ValueSource(strings = {"session", "job"})
  void whatATrainingTellsItsListenersStandsThereAtOnce(String exchange) throws IOException {
    List<Long> steps = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          private double loss;

          @Override
          public void onStep(long step, int epoch, double lossOfStep) {
            loss = lossOfStep;
          }

          @Override
          public void onEpoch(EpochSummary epoch) {
            Map<String, Double> seen = scraped();
            assertThat(seen)
                .containsEntry("1 step", (double) epoch.steps())
                .containsEntry("1 steps", 24.0)
                .containsEntry("1 epoch", epoch.epoch() + 1.0)
                .containsEntry("1 epochs", 3.0)
                .containsEntry("1 loss", loss)
                .containsEntry("1 learning_rate", epoch.learningRate())
                .containsEntry("1 train_seconds", epoch.seconds())
                .hasEntrySatisfying(
                    "1 examples_per_second",
                    value ->
                        assertThat(value * epoch.seconds())
                            .isBetween(0.99 * 50 * epoch.steps(), 1.01 * 50 * epoch.steps()));
            assertThat(seen.get("1 exchange_seconds")).isPositive();
            double parts =
                Stream.of("1 compute_seconds", "1 exchange_seconds", "1 optimizer_seconds")
                    .mapToDouble(name -> seen.getOrDefault(name, Double.NaN))
                    .sum();
            assertThat(parts).isBetween(0.0, epoch.seconds());
          }

          @Override
          public void onEvaluation(Split split, long taken, MetricReport figures) {
            if (split == Split.DEV && steps.size() < 3) {
              steps.add(taken);
              assertThat(scraped())
                  .containsEntry("1 dev_loss", figures.value(Measure.LOSS).orElseThrow())
                  .containsEntry("1 dev_accuracy", figures.value(Measure.ACCURACY).orElseThrow());
            }
          }
        };
    train(listener, "training.exchange=" + exchange);
    assertThat(steps).containsExactly(8L, 16L, 24L);
    assertThat(scraped()).isEmpty();
  }

  @Test
  void trainingsAtTheSameTimeHaveNamesOfTheirOwn() throws IOException {
    List<Double> inner = new ArrayList<>();
    TrainingListener second =
        new TrainingListener() {
          @Override
          public void onEpoch(EpochSummary epoch) {
            Map<String, Double> seen = scraped();
            assertThat(seen).containsEntry("1 step", 8.0);
            inner.add(seen.get("2 step"));
          }
        };
    TrainingListener first =
        new TrainingListener() {
          @Override
          public void onEpoch(EpochSummary epoch) {
            if (epoch.epoch() == 0) {
              try {
                train(second, "training.exchange=job");
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              assertThat(scraped()).containsKey("1 loss").doesNotContainKey("2 loss");
            }
          }
        };
    train(first);
    assertThat(inner).containsExactly(8.0, 16.0, 24.0);
  }

  @Test
  void theEndOfOneTakesNoOtherAlong() {
    BatchPlan batches = new BatchPlan(100, 10, Shuffle.NONE, 1);
    TrainingPlan plan = TrainingPlan.epochs(2, batches, new Sgd(), new ConstantRate(0.1));
    List<TrainingMetrics> many = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      many.add(TrainingMetrics.register(spark.sparkContext(), plan));
    }
    many.get(0).close();
    assertThat(scraped())
        .containsKeys("2 steps", "10 steps", "12 steps")
        .doesNotContainKey("1 steps");
    many.forEach(TrainingMetrics::close);
    assertThat(scraped()).isEmpty();
  }

  @Test
  void aTrainingThatFailsIsTakenOut() {
    TrainingListener failing =
        new TrainingListener() {
          @Override
          public void onStep(long step, int epoch, double loss) {
            throw new IllegalStateException("no more");
          }
        };
    assertThatThrownBy(() -> train(failing)).hasStackTraceContaining("no more");
    assertThat(scraped()).isEmpty();
  }
}
