package dev.lockstep.spark.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.BlasChoice;
import dev.lockstep.linalg.BlasKernel;
import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.model.Model;
import dev.lockstep.model.ModelFiles;
import dev.lockstep.model.ParameterDigest;
import dev.lockstep.model.Target.Classification;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.DataConfig.Malformed;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.config.file.ConfigFile;
import dev.lockstep.spark.output.HadoopDirectory;
import dev.lockstep.spark.table.score.Scorer;
import dev.lockstep.spark.testing.TestSpark;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Smoothing, weights, a threshold and a temperature from tables to a model that is used. */
class ClassDecisionsIT {
  private static final BlasChoice BLAS = BlasChoice.of(BlasBackend.AUTO, BlasKernel.AUTO);

  private final SparkSession spark = TestSpark.session();
  @TempDir private Path directory;

  /** Some 20% of class yes, with noise; weights that no double adds up exactly. */
  private Dataset<Row> table(int from, int to) {
    return spark
        .range(from, to, 1, 3)
        .selectExpr(
            "sin(id) AS a",
            "cos(0.7 * id) AS b",
            "CAST(0.1 + (id % 7) / 3 AS FLOAT) AS w",
            "IF(sin(id) * cos(0.7 * id) + 0.3 * sin(12.9898 * id * id) > 0.35, 'yes', 'no')"
                + " AS label");
  }

  private LockstepConfig config(String... overrides) throws IOException {
    Path file = directory.resolve("config.yaml");
    Files.writeString(
        file,
        """
        data: {path: nowhere, label: label, weight: w}
        network: {hidden: [16]}
        training: {epochs: 15, batch_size: 50, shards: 3}
        learning_rate: {initial: 0.02}
        output: {path: nowhere}
        """);
    return ConfigFile.load(file, List.of(overrides));
  }

  private Trained train(String... overrides) throws IOException {
    return new Training(spark, config(overrides))
        .run(
            Map.of(Split.TRAIN, table(0, 1500), Split.DEV, table(1500, 2200)),
            TrainingListener.NONE);
  }

  private static MetricReport dev(Trained trained) {
    return Objects.requireNonNull(trained.metrics().get(Split.DEV));
  }

  private static double threshold(Trained trained) {
    return ((Classification) trained.model().target()).threshold();
  }

  private static Map<?, ?> told(Trained trained, String name) {
    return (Map<?, ?>) Objects.requireNonNull(trained.report().get(name), name);
  }

  @Test
  void aDevSplitOfOneClassTellsNoThreshold() throws IOException {
    Dataset<Row> dev = table(1500, 2200).where("label = 'no'");
    Trained trained =
        new Training(spark, config("training.threshold=tune"))
            .run(Map.of(Split.TRAIN, table(0, 1500), Split.DEV, dev), TrainingListener.NONE);
    assertThat(trained.warnings())
        .anyMatch(warning -> warning.startsWith("training.threshold: tune found examples of one"));
    assertThat(threshold(trained)).isEqualTo(0.5);
    assertThat(train("training.threshold=tune").warnings())
        .noneMatch(warning -> warning.startsWith("training.threshold"));
  }

  @Test
  void eitherExchangeDecidesTheSameToTheBit() throws IOException {
    List<String> digests = new ArrayList<>();
    List<Object> decisions = new ArrayList<>();
    for (String exchange : List.of("session", "job")) {
      Trained trained =
          train(
              "training.exchange=" + exchange,
              "regularization.l1=[20, 0]",
              "training.label_smoothing=0.1",
              "training.class_weights=balanced",
              "training.threshold=tune",
              "training.calibrate=temperature");
      digests.add(ParameterDigest.sha256(trained.model().parameters()));
      Map<Split, Map<String, Object>> figures = new EnumMap<>(Split.class);
      trained.metrics().forEach((split, report) -> figures.put(split, report.values()));
      decisions.add(
          List.of(
              figures,
              told(trained, "calibration"),
              told(trained, "curves"),
              told(trained, "threshold"),
              told(trained, "class_weights")));
      assertThat((Long) told(trained, "parameters").get("zeros")).isPositive();
    }
    assertThat(digests.get(0)).isEqualTo(digests.get(1));
    assertThat(decisions.get(0)).isEqualTo(decisions.get(1));
  }

  @Test
  void aTunedThresholdIsTheBestOnDevAndIsObeyedByWhateverUsesTheModel() throws IOException {
    Trained even = train();
    assertThat(threshold(even)).isEqualTo(0.5);
    Trained tuned = train("training.threshold=tune");
    Model model = tuned.model();
    assertThat(model.parameters()).isEqualTo(even.model().parameters());
    double threshold = threshold(tuned);
    assertThat(threshold).isNotEqualTo(0.5);
    double f1 = dev(tuned).value(Measure.F1).orElseThrow();
    assertThat(f1).isGreaterThan(dev(even).value(Measure.F1).orElseThrow());
    assertThat(told(tuned, "threshold"))
        .isEqualTo(Map.of("value", threshold, "tuned_for", "f1", "dev_f1", f1));
    assertThat(dev(tuned).bestThreshold()).isEmpty();

    Path saved = directory.resolve("model");
    model.save(saved);
    Model read = Model.load(saved);
    MetricReport evaluated =
        new Evaluation(spark, read, Malformed.ERROR, BLAS).of(table(1500, 2200));
    assertThat(evaluated.value(Measure.F1).orElseThrow()).isCloseTo(f1, within(1e-12));
    Dataset<Row> scored =
        new Prediction(spark, read, Scorer.Layout.ARRAYS, Malformed.ERROR).of(table(1500, 2200));
    String exceeds = "CAST(probability AS DOUBLE) > " + threshold + "D";
    assertThat(scored.filter(functions.expr("(prediction = 'yes') != (" + exceeds + ")")).count())
        .isZero();
    assertThat(scored.filter(functions.expr("(prediction = 'yes') != (probability > 0.5)")).count())
        .isPositive();
  }

  @Test
  void aFixedThresholdHoldsFromTheFirstEvaluationOn() throws IOException {
    Trained fixed = train("training.threshold=0.25", "training.loss=sigmoid_cross_entropy");
    assertThat(threshold(fixed)).isEqualTo(0.25);
    assertThat(told(fixed, "threshold")).isEqualTo(Map.of("value", 0.25));
    Trained even = train("training.loss=sigmoid_cross_entropy");
    assertThat(dev(fixed).value(Measure.RECALL).orElseThrow())
        .isGreaterThan(dev(even).value(Measure.RECALL).orElseThrow());
  }

  private HadoopDirectory folder(Path directory) throws IOException {
    var path = new org.apache.hadoop.fs.Path(directory.toUri());
    return new HadoopDirectory(
        path.getFileSystem(spark.sparkContext().hadoopConfiguration()), path);
  }

  @Test
  void aThresholdOfAnInitialModelIsNotKeptAndThatIsSaid() throws IOException {
    Path model = directory.resolve("tuned");
    ModelFiles.write(train("training.threshold=0.25", "training.epochs=1").model(), folder(model));
    String initial = "training.initial_model=" + model;
    String warning =
        "the threshold 0.25 of training.initial_model is not kept: without training.threshold it is"
            + " 0.5";
    Trained more = train(initial, "training.epochs=1");
    assertThat(threshold(more)).isEqualTo(0.5);
    assertThat(more.warnings()).contains(warning);
    assertThat(train(initial, "training.epochs=1", "training.threshold=0.3").warnings())
        .doesNotContain(warning);
  }

  @Test
  void aTemperatureLowersTheDevLossAndChangesNoOrder() throws IOException {
    // Overtrained, and so too sure of itself.
    String[] sure = {"training.epochs=150", "network.hidden=[64, 64]"};
    Trained plain = train(sure);
    Trained calibrated = train(sure[0], sure[1], "training.calibrate=temperature");
    double before = dev(plain).value(Measure.LOSS).orElseThrow();
    double after = dev(calibrated).value(Measure.LOSS).orElseThrow();
    assertThat(after).isLessThan(before);
    Map<?, ?> told = told(calibrated, "calibration");
    assertThat((Double) told.get("temperature")).isGreaterThan(1);
    assertThat(told.get("dev_loss_before")).isEqualTo(before);
    assertThat(told.get("dev_loss_after")).isEqualTo(after);
    assertThat(dev(calibrated).value(Measure.ACCURACY))
        .isEqualTo(dev(plain).value(Measure.ACCURACY));
    assertThat(told(calibrated, "parameters").get("sha256"))
        .isEqualTo(ParameterDigest.sha256(calibrated.model().parameters()))
        .isNotEqualTo(told(plain, "parameters").get("sha256"));
  }

  @Test
  void weightsOfClassesDoNotDependOnPartitions() throws IOException {
    List<Object> weights = new ArrayList<>();
    for (int partitions : new int[] {1, 4, 9}) {
      Trained trained =
          new Training(spark, config("training.class_weights=balanced", "training.epochs=1"))
              .run(
                  Map.of(Split.TRAIN, table(0, 1500).repartition(partitions)),
                  TrainingListener.NONE);
      weights.add(told(trained, "class_weights"));
      assertThat(trained.model().network().loss().classWeights()).hasSize(2);
    }
    assertThat(weights).containsOnly(weights.get(0));
  }

  @Test
  void whatTheTablesDoNotHaveIsRefused() {
    String none = " needs a dev split, and there is no example in it: name one in data.dev";
    refused("training.threshold=tune", "training.threshold: tune" + none);
    refused("training.calibrate=temperature", "training.calibrate: temperature" + none);
    refused(
        "training.class_weights={maybe: 2}",
        "training.class_weights: found the class 'maybe', which the label column 'label' does not"
            + " have; its classes are [no, yes]");
  }

  private void refused(String override, String message) {
    assertThatThrownBy(
            () ->
                new Training(spark, config(override))
                    .run(Map.of(Split.TRAIN, table(0, 200)), TrainingListener.NONE))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }
}
