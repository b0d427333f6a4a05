package dev.lockstep.spark.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.check.GradientReport;
import dev.lockstep.check.GradientVerdict;
import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.model.Model;
import dev.lockstep.model.Target.Classification;
import dev.lockstep.optim.schedule.OneCycleRate;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.run.directory.RunFailedException;
import dev.lockstep.spark.run.job.GradientChecking;
import dev.lockstep.spark.run.job.TrainingRun;
import dev.lockstep.spark.run.recorded.RunDiagnosis;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Techniques that meet in one training, from tables to what it leaves. */
final class InterplayTest extends RunOfTables {
  private static final String CALIBRATED = "training.calibrate=temperature";
  private static final String TUNED = "training.threshold=tune";
  private static final String STOPPING = "early_stopping.patience=2";
  private static final String AVERAGE = "training.average={decay: 0.9}";
  private static final String IMAGES =
      "augmentation={shape: [1, 2, 2], mirror: 0.2, noise: 0.02, cutout: 1}";

  InterplayTest() {
    super(
        """
        data: {train: %1$s/train, dev: %1$s/dev, label: label}
        network: {hidden: [12], batch_norm: shard, keep_prob: 0.9}
        training: {epochs: 20, batch_size: 40, shards: 2}
        learning_rate: {initial: 0.05}
        output: {path: %1$s/run, overwrite: true}
        """);
  }

  /** Images of 2 x 2 pixels, a quarter of them of class yes; noise in the labels. */
  private Dataset<Row> rows(int from, int count) {
    return spark
        .range(from, from + count, 1, 2)
        .selectExpr(
            "sin(id) AS a",
            "cos(3 * id) AS b",
            "sin(0.7 * id) AS c",
            "cos(0.3 * id) AS d",
            "IF(sin(id) + cos(3 * id) + 0.3 * sin(12.9898 * id * id) > 0.8, 'yes', 'no') AS label");
  }

  @BeforeEach
  void writeTables() {
    write(rows(0, 480), rows(1000, 300));
  }

  private Trained train(TrainingListener listener, String... overrides) throws IOException {
    return new Training(spark, config(overrides)).run(listener);
  }

  private static long number(Map<?, ?> told, String name) {
    return ((Number) Objects.requireNonNull(told.get(name), name)).longValue();
  }

  private static Map<?, ?> told(Trained trained, String name) {
    return (Map<?, ?>) Objects.requireNonNull(trained.report().get(name), name);
  }

  /** The dev losses by the steps that were taken before. */
  private static final class DevLosses implements TrainingListener {
    private final Map<Long, Double> losses = new TreeMap<>();

    @Override
    public void onEvaluation(Split split, long steps, MetricReport metrics) {
      if (split == Split.DEV) {
        losses.putIfAbsent(steps, metrics.value(Measure.LOSS).orElseThrow());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"session", "job"})
  void temperatureAndThresholdAreThoseOfTheBestAverage(String exchange) throws IOException {
    DevLosses seen = new DevLosses();
    Trained trained =
        train(
            seen,
            "training.exchange=" + exchange,
            STOPPING,
            AVERAGE,
            CALIBRATED,
            TUNED,
            "training.class_weights=balanced");
    long best = number(told(trained, "early_stopping"), "best_step");
    assertThat(best).isLessThan(number(trained.report(), "steps"));
    assertThat(told(trained, "calibration").get("dev_loss_before"))
        .isEqualTo(seen.losses.get(best));
    MetricReport dev = Objects.requireNonNull(trained.metrics().get(Split.DEV));
    assertThat(dev.value(Measure.LOSS).orElseThrow())
        .isEqualTo(told(trained, "calibration").get("dev_loss_after"));
    assertThat(dev.value(Measure.F1).orElseThrow())
        .isEqualTo(told(trained, "threshold").get("dev_f1"));
    assertThat(((Classification) trained.model().target()).threshold())
        .isEqualTo(told(trained, "threshold").get("value"));
  }

  @Test
  void aLearningCurveLeavesTheModelAndCanBeDiagnosed() throws IOException {
    String[] techniques = {
      IMAGES, STOPPING, AVERAGE, "training.class_weights=balanced", "regularization.l1=0.5"
    };
    run(techniques).run();
    float[] plain = model("run").parameters();
    run(techniques).runWithLearningCurve();
    assertThat(model("run").parameters()).isEqualTo(plain);
    JsonNode report = report("run");
    JsonNode points = report.path("learning_curve").path("points");
    assertThat(points).hasSize(4);
    for (JsonNode point : points) {
      assertThat(point.path("dev_error").isNumber()).as("%s", point).isTrue();
    }
    String run = directory.resolve("run").toString();
    assertThat(RunDiagnosis.of(run, Optional.empty(), spark.sparkContext().hadoopConfiguration()))
        .contains("verdict: ");
  }

  /** The whole training is long enough for its warm-up, and the smallest share is not. */
  @Test
  void aShareThatIsTooSmallForTheScheduleHasNoErrors() throws IOException {
    run("learning_rate.warmup_steps=70").runWithLearningCurve();
    List<Boolean> known = new ArrayList<>();
    report("run")
        .path("learning_curve")
        .path("points")
        .forEach(point -> known.add(point.has("dev_error")));
    assertThat(known).containsExactly(false, true, true, true);
  }

  @Test
  void gradientsOfEncodedColumnsAreRight() throws IOException {
    LockstepConfig config = config("data={scale: robust, encode: {piecewise_linear: {bins: 5}}}");
    assertRight(config, 3);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 7})
  void gradientsOfEveryTechniqueAreRight(long steps) throws IOException {
    LockstepConfig config =
        config(
            IMAGES,
            STOPPING,
            AVERAGE,
            "training.label_smoothing=0.1",
            "training.class_weights=balanced",
            "regularization={l1: 0.5, l2: 0.7, clip_norm: 0.1}",
            "learning_rate={schedule: one_cycle, initial: 0.01, max: 0.1, warmup_steps: 3}",
            "diagnosis.layers_every=2");
    assertRight(config, steps);
  }

  private void assertRight(LockstepConfig config, long steps) {
    GradientReport found =
        new GradientChecking(spark, config, Host.NONE)
            .of(new GradientChecking.Extent(steps, OptionalLong.empty()))
            .found();
    assertThat(found.float64().verdict()).isEqualTo(GradientVerdict.GREAT);
    assertThat(found.float32().verdict()).isEqualTo(GradientVerdict.GREAT);
    assertThat(found.worrying()).isEmpty();
  }

  @Test
  void whatAnInitialModelWasDecidedToBeIsWhereTrainingBegins() throws IOException {
    run(CALIBRATED, TUNED, "training.label_smoothing=0.1", "training.class_weights=balanced").run();
    Model first = model("run");
    double loss = report("run").path("metrics").path("dev").path("loss").asDouble();
    assertThat(((Classification) first.target()).threshold()).isNotEqualTo(0.5);
    Trained next =
        train(
            TrainingListener.NONE,
            "training.initial_model=" + directory.resolve("run"),
            "training={epochs: null, steps: 1}",
            "learning_rate.initial=1e-12",
            "optimizer.name=sgd",
            "network.batch_norm=shard");
    assertThat(((Classification) next.model().target()).threshold()).isEqualTo(0.5);
    assertThat(next.report()).doesNotContainKeys("threshold", "class_weights");
    assertThat(told(next, "calibration").get("temperature")).isNull();
    assertThat(next.model().network().loss()).isEqualTo(first.network().loss().plain());
    // The running statistics have moved by a tenth towards one mini-batch.
    assertThat(
            Objects.requireNonNull(next.metrics().get(Split.DEV)).value(Measure.LOSS).orElseThrow())
        .isEqualTo(loss, within(0.1 * loss));
  }

  @Test
  void aScheduleThatIsStoppedEarlyIsThatOfTheWholeTraining() throws IOException {
    List<Double> found = new ArrayList<>();
    List<Double> expected = new ArrayList<>();
    OneCycleRate whole = new OneCycleRate(0.01, 0.1, 0, 0.3, 20 * 12);
    TrainingListener rates =
        new TrainingListener() {
          @Override
          public void onEpoch(EpochSummary epoch) {
            found.add(epoch.learningRate());
            expected.add(whole.at(epoch.steps() - 1, epoch.epoch()));
          }
        };
    train(rates, STOPPING, "learning_rate={schedule: one_cycle, initial: 0.01, max: 0.1}");
    assertThat(found).isEqualTo(expected).hasSizeBetween(3, 19);
  }

  @Test
  void anAverageRemembersWhatWeightsThatAreZeroWere() throws IOException {
    assertThat(zeros("regularization.l1=30")).isPositive();
    assertThat(zeros("regularization.l1=30", AVERAGE)).isZero();
  }

  private long zeros(String... overrides) throws IOException {
    Trained trained = train(TrainingListener.NONE, overrides);
    return number(told(trained, "parameters"), "zeros");
  }

  @Test
  void fullBatchesAreNormalizedOnceInAnEpoch() throws IOException {
    Trained trained = train(TrainingListener.NONE, "training={batch_size: full, epochs: 5}");
    Model model = trained.model();
    int count = model.network().parameters().tensor("1.num_batches_tracked").range().from();
    assertThat(model.parameters()[count]).isEqualTo(5);
    assertThat(trained.report().get("steps")).isEqualTo(5L);
  }

  @Test
  void layersAreObservedAlikeByJobsAndSessions() throws IOException {
    List<Object> layers = new ArrayList<>();
    for (String exchange : List.of("job", "session")) {
      Trained trained =
          train(
              TrainingListener.NONE,
              "training.exchange=" + exchange,
              "diagnosis.layers_every=5",
              "training.epochs=2",
              IMAGES);
      layers.add(Objects.requireNonNull(trained.report().get("layers")));
    }
    assertThat(layers.get(1)).isEqualTo(layers.get(0));
  }

  @Test
  void theBestAverageOutlastsADivergence() throws IOException {
    String explodes = "learning_rate={schedule: manual, initial: 0.01, table: {2: 1e300}}";
    TrainingRun diverges = run(explodes, AVERAGE, "early_stopping.patience=20");
    assertThatThrownBy(diverges::run)
        .isInstanceOf(RunFailedException.class)
        .hasMessageContaining("the parameters of the best evaluation, after ")
        .hasMessageContaining(directory.resolve("run.diverged").toString());
    Model kept = model("run.diverged");
    JsonNode report = report("run.diverged");
    assertThat(report.path("status").asText()).isEqualTo("diverged");
    run(explodes, AVERAGE, "early_stopping.patience=20", "training.epochs=2").run();
    assertThat(model("run").parameters()).isEqualTo(kept.parameters());
    assertThat(report.path("parameters").path("sha256"))
        .isEqualTo(report("run").path("parameters").path("sha256"));
  }
}
