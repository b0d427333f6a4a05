package dev.lockstep.spark.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.BlasChoice;
import dev.lockstep.linalg.BlasKernel;
import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.model.Model;
import dev.lockstep.model.ParameterDigest;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.DataConfig.Malformed;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.config.file.ConfigFile;
import dev.lockstep.spark.table.score.Scorer;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingListener;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A program trains, evaluates and predicts in a Spark session that knows nothing of Lockstep. */
class TrainingIT {
  private static final String JAVA = "org.apache.spark.serializer.JavaSerializer";

  private static final BlasChoice BLAS = BlasChoice.of(BlasBackend.AUTO, BlasKernel.AUTO);

  @TempDir private Path directory;

  private static SparkSession spark(String serializer) {
    return SparkSession.builder()
        .master("local[4]")
        .appName("somebody's")
        .config("spark.ui.enabled", "false")
        .config("spark.serializer", serializer)
        .getOrCreate();
  }

  private static Dataset<Row> table(SparkSession spark, long rows) {
    return spark
        .range(0, rows, 1, 3)
        .selectExpr(
            "sin(id) AS a",
            "cos(0.7 * id) AS b",
            "IF(id % 3 = 0, 'x', 'y') AS c",
            "IF(sin(id) * cos(0.7 * id) > 0, 'yes', 'no') AS label");
  }

  private LockstepConfig config(String... overrides) throws IOException {
    return ConfigFile.load(file(), List.of(overrides));
  }

  /** Another each time, for trainings may begin at the same time. */
  private Path file() throws IOException {
    Path file = Files.createTempFile(directory, "config", ".yaml");
    return Files.writeString(
        file,
        """
        data: {path: nowhere, label: label}
        network: {hidden: [8]}
        training: {epochs: 40, batch_size: 50, shards: 2}
        learning_rate: {initial: 0.02}
        output: {path: nowhere}
        """);
  }

  @ParameterizedTest
  @CsvSource({
    "org.apache.spark.serializer.JavaSerializer, session",
    "org.apache.spark.serializer.JavaSerializer, job",
    "org.apache.spark.serializer.KryoSerializer, session",
    "org.apache.spark.serializer.KryoSerializer, job"
  })
  void anySessionTrainsEvaluatesAndPredicts(String serializer, String exchange) throws IOException {
    try (SparkSession spark = spark(serializer)) {
      Dataset<Row> rows = table(spark, 2000);
      Trained trained = train(spark, "training.exchange=" + exchange);
      assertThat(trained.report()).containsEntry("exchange", exchange);
      MetricReport figures = Objects.requireNonNull(trained.metrics().get(Split.TRAIN));
      double accuracy = figures.value(Measure.ACCURACY).orElseThrow();
      assertThat(accuracy).isGreaterThan(0.8);
      MetricReport evaluated =
          new Evaluation(spark, trained.model(), Malformed.ERROR, BLAS).of(rows);
      assertThat(evaluated.value(Measure.ACCURACY)).hasValue(accuracy);
      Prediction prediction =
          new Prediction(spark, trained.model(), Scorer.Layout.ARRAYS, Malformed.ERROR);
      Dataset<Row> scored = prediction.of(rows);
      long right = scored.filter(functions.expr("prediction = label")).count();
      assertThat(right / 2000.0).isEqualTo(accuracy);
      assertThat(prediction.warnings()).isEmpty();
    }
  }

  @Test
  void encodedColumnsAreTheSameToEvaluationAndPrediction() throws IOException {
    try (SparkSession spark = spark(JAVA)) {
      Dataset<Row> rows = table(spark, 2000);
      Trained trained =
          train(spark, "data.scale=robust", "data.encode={piecewise_linear: {bins: 16}}");
      Model model = trained.model();
      assertThat(model.network().inputs()).isEqualTo(2 * 17 + 2);
      assertThat(Objects.requireNonNull(trained.report().get("data")).toString())
          .contains("features=36", "scaling={robust=2}", "bins={a=16, b=16}");
      double accuracy =
          Objects.requireNonNull(trained.metrics().get(Split.TRAIN))
              .value(Measure.ACCURACY)
              .orElseThrow();
      MetricReport evaluated = new Evaluation(spark, model, Malformed.ERROR, BLAS).of(rows);
      assertThat(evaluated.value(Measure.ACCURACY)).hasValue(accuracy);
      Dataset<Row> scored =
          new Prediction(spark, model, Scorer.Layout.ARRAYS, Malformed.ERROR).of(rows);
      long right = scored.filter(functions.expr("prediction = label")).count();
      assertThat(right / 2000.0).isEqualTo(accuracy);
    }
  }

  /** As the page on this module shows it. */
  @Test
  void aProgramTakesDatasets() throws IOException {
    Path file = file();
    try (SparkSession spark = spark(JAVA)) {
      Dataset<Row> rows = table(spark, 2000);
      Training training = new Training(spark, ConfigFile.load(file, List.of()));
      Trained trained = training.run(Map.of(Split.TRAIN, rows), TrainingListener.NONE);
      Model model = trained.model();
      MetricReport figures = new Evaluation(spark, model, Malformed.ERROR, BLAS).of(rows);
      Prediction prediction = new Prediction(spark, model, Scorer.Layout.ARRAYS, Malformed.ERROR);
      Dataset<Row> scored = prediction.of(rows);
      MetricReport train = Objects.requireNonNull(trained.metrics().get(Split.TRAIN));
      // Rows in another order have other last bits with some kernels.
      assertThat(figures.value(Measure.LOSS).orElseThrow())
          .isEqualTo(train.value(Measure.LOSS).orElseThrow(), within(1e-6));
      assertThat(scored.columns()).endsWith("prediction", "probability");
    }
  }

  private Trained train(SparkSession spark, String... overrides) throws IOException {
    return new Training(spark, config(overrides))
        .run(Map.of(Split.TRAIN, table(spark, 2000)), TrainingListener.NONE);
  }

  private static String digest(Trained trained) {
    return ParameterDigest.sha256(trained.model().parameters());
  }

  @Test
  void dropoutAndBatchNormTrainTheSameBitsByEitherExchange() throws IOException {
    try (SparkSession spark = spark(JAVA)) {
      List<String> digests = new ArrayList<>();
      for (String exchange : List.of("session", "job")) {
        Trained trained =
            train(
                spark,
                "training.exchange=" + exchange,
                "training.shards=3",
                "network.batch_norm=shard",
                "network.keep_prob=0.9",
                "network.input_keep_prob=0.95");
        digests.add(digest(trained));
        double accuracy =
            Objects.requireNonNull(trained.metrics().get(Split.TRAIN))
                .value(Measure.ACCURACY)
                .orElseThrow();
        assertThat(accuracy).isGreaterThan(0.7);
      }
      assertThat(digests.get(0)).isEqualTo(digests.get(1));
    }
  }

  /** Images of 4 x 4 pixels that are brighter above or below, which a mirror does not change. */
  private static Dataset<Row> images(SparkSession spark) {
    return spark
        .range(0, 600, 1, 3)
        .selectExpr(
            "transform(sequence(0, 15), i -> 100 * (sin(17 * id + 5 * i)"
                + " + IF((i < 8) = (id % 2 = 0), 1, 0))) AS pixels",
            "IF(id % 2 = 0, 'above', 'below') AS label");
  }

  @Test
  void changedImagesTrainTheSameBitsByEitherExchange() throws IOException {
    try (SparkSession spark = spark(JAVA)) {
      Map<Split, Dataset<Row>> data = Map.of(Split.TRAIN, images(spark));
      List<String> digests = new ArrayList<>();
      for (String exchange : List.of("session", "job")) {
        LockstepConfig config =
            config(
                "training.exchange=" + exchange,
                "training.shards=3",
                "training.epochs=20",
                "augmentation={shape: [1, 4, 4], mirror: true, shift: 1, rotate: 10, noise: 5}");
        Trained trained = new Training(spark, config).run(data, TrainingListener.NONE);
        digests.add(digest(trained));
        Map<?, ?> times = (Map<?, ?>) trained.report().get("time_breakdown");
        assertThat((Double) Objects.requireNonNull(times).get("augmentation")).isPositive();
        MetricReport figures = Objects.requireNonNull(trained.metrics().get(Split.TRAIN));
        assertThat(figures.value(Measure.ACCURACY).orElseThrow()).isGreaterThan(0.7);
      }
      assertThat(digests.get(0)).isEqualTo(digests.get(1));
      LockstepConfig still = config("training.shards=3", "training.epochs=20");
      Trained trained = new Training(spark, still).run(data, TrainingListener.NONE);
      assertThat(digest(trained)).isNotEqualTo(digests.get(0));
    }
  }

  @Test
  void aTableWithoutImagesIsNotAugmented() throws IOException {
    try (SparkSession spark = spark(JAVA)) {
      assertThatThrownBy(() -> train(spark, "augmentation.shape=[1, 2, 2]"))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("augmentation.shape: the column 'c' holds categories");
      assertThatThrownBy(() -> train(spark, "augmentation.shape=[1, 2, 2]", "data.exclude=c"))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(
              "found [1, 2, 2], which is 4 pixels; the table has 2 features, in a (1), b (1)");
    }
  }

  @Test
  void theAverageIsEvaluatedAndSavedAndHasTheSameBitsByEitherExchange() throws IOException {
    try (SparkSession spark = spark(JAVA)) {
      String latest = digest(train(spark, "training.epochs=5"));
      String[] average = {"training.epochs=5", "training.average={decay: 0.99}", ""};
      List<String> digests = new ArrayList<>();
      for (String exchange : List.of("session", "job")) {
        average[2] = "training.exchange=" + exchange;
        Trained trained = train(spark, average);
        digests.add(digest(trained));
        double loss =
            Objects.requireNonNull(trained.metrics().get(Split.TRAIN))
                .value(Measure.LOSS)
                .orElseThrow();
        MetricReport saved =
            new Evaluation(spark, trained.model(), Malformed.ERROR, BLAS).of(table(spark, 2000));
        assertThat(saved.value(Measure.LOSS).orElseThrow()).isEqualTo(loss, within(1e-6));
      }
      assertThat(digests.get(0)).isEqualTo(digests.get(1)).isNotEqualTo(latest);
    }
  }

  @Test
  void aPlateauOfFullBatchesIsReportedWithWhatHelps() throws IOException {
    try (SparkSession spark = spark(JAVA)) {
      Trained trained =
          train(
              spark,
              "training.batch_size=full",
              "training.epochs=250",
              "optimizer.name=sgd",
              "learning_rate.initial=1e-9");
      assertThat(trained.report()).containsEntry("batch_size", 2000).containsEntry("steps", 250L);
      assertThat(trained.report().get("plateaus"))
          .asString()
          .startsWith("[{from_step=1, to_step=250, loss=0.");
      assertThat(trained.warnings())
          .filteredOn(warning -> warning.startsWith("the loss hardly moved from step 1 to 250: "))
          .singleElement()
          .asString()
          .contains("optimizer.name: adam");
    }
  }

  @Test
  void layersAreLookedAtIfAskedAndWarnedOf() throws IOException {
    try (SparkSession spark = spark(JAVA)) {
      assertThat(train(spark).report()).doesNotContainKey("layers");
      List<Object> layers = new ArrayList<>();
      for (String exchange : List.of("session", "job")) {
        Trained trained =
            train(
                spark,
                "training.exchange=" + exchange,
                "training.epochs=1",
                "diagnosis.layers_every=16",
                "network.hidden=[8, 8, 8, 8]",
                "network.initializer=normal");
        assertThat(trained.warnings())
            .anyMatch(
                warning ->
                    warning.startsWith(
                        "step 1: activations vanish: their root mean square, from layer 1 (relu) to"
                            + " layer 7 (relu), falls from"));
        layers.add(trained.report().get("layers"));
      }
      assertThat(layers.get(0)).asInstanceOf(MAP).containsEntry("step", 33L);
      assertThat(layers.get(0)).isEqualTo(layers.get(1));
    }
  }

  @Test
  void partsOfSingleExamplesAreRefusedWithBatchNorm() throws IOException {
    try (SparkSession spark = spark(JAVA)) {
      assertThatThrownBy(() -> train(spark, "network.batch_norm=shard", "training.batch_size=3"))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(
              "training.batch_size: found 3 examples for 2 shards with batch_norm, which needs 2 of"
                  + " each shard at least: raise it to 4 or more, or lower training.shards to 1");
    }
  }

  @Test
  void trainingsAtTheSameTimeAreAsIfAlone() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (SparkSession spark = spark(JAVA)) {
      String alone = digest(train(spark));
      List<Future<String>> both = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        both.add(threads.submit(() -> digest(train(spark))));
      }
      for (Future<String> each : both) {
        assertThat(each.get()).isEqualTo(alone);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** What a process holds on to. */
  private record Held(long threads, long files, long heap, int temporary) {
    static Held now() {
      System.gc();
      var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      String[] temporary = new File(System.getProperty("java.io.tmpdir")).list();
      return new Held(
          ManagementFactory.getThreadMXBean().getThreadCount(),
          system.getOpenFileDescriptorCount(),
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
          Objects.requireNonNull(temporary).length);
    }
  }

  @Test
  void manyTrainingsLeaveNothingBehind() throws IOException {
    int many = Integer.getInteger("lockstep.test.trainings", 60);
    try (SparkSession spark = spark(JAVA)) {
      for (int i = 0; i < 20; i++) {
        small(spark);
      }
      Held before = Held.now();
      for (int i = 0; i < many; i++) {
        small(spark);
      }
      Held after = Held.now();
      assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 8);
      assertThat(after.files()).isLessThanOrEqualTo(before.files() + 8);
      assertThat(after.temporary()).isLessThanOrEqualTo(before.temporary() + 2);
      // Spark remembers some of the last jobs and stages, up to a number.
      assertThat(after.heap() - before.heap()).isLessThan(many * 250_000L);
    }
  }

  private void small(SparkSession spark) throws IOException {
    new Training(spark, config("training.epochs=1", "training.exchange=session"))
        .run(Map.of(Split.TRAIN, table(spark, 200)), TrainingListener.NONE);
  }
}
