package dev.lockstep.spark.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.LockstepConfig;
import dev.lockstep.spark.run.prepare.Prepared;
import dev.lockstep.spark.testing.SyntheticData;
import dev.lockstep.train.LocalGradients;
import dev.lockstep.train.Split;
import dev.lockstep.train.Trainer;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingResult;
import dev.lockstep.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trainings on a small table with noise, which overfit it. */
final class EarlyStoppingTest extends RunOfTables {
  private static final int EPOCHS = 30;
  private static final int STEPS_PER_EPOCH = 8;

  EarlyStoppingTest() {
    super(
        """
        data: {train: %1$s/train, dev: %1$s/dev, label: label}
        network: {hidden: [32], batch_norm: shard}
        training: {epochs: EPOCHS, batch_size: 20, shards: 2}
        learning_rate: {initial: 0.02}
        output: {path: %1$s/run, overwrite: true}
        """
            .replace("EPOCHS", String.valueOf(EPOCHS)));
  }

  /** The label is right in three of four rows. */
  private Dataset<Row> rows(int from, int count) {
    return spark
        .range(from, from + count, 1, 2)
        .selectExpr(
            "sin(id) AS a",
            "cos(3 * id) AS b",
            "IF((sin(id) > 0) = (pmod(hash(id), 4) > 0), 'yes', 'no') AS label");
  }

  @BeforeEach
  void writeTables() {
    write(rows(0, 160), rows(1000, 200));
  }

  /** The dev losses of the evaluations in metrics.jsonl, the one of what is saved last. */
  private List<JsonNode> evaluations() throws IOException {
    List<JsonNode> evaluations = new ArrayList<>();
    for (String line : Files.readAllLines(directory.resolve("run/metrics.jsonl"))) {
      JsonNode event = new ObjectMapper().readTree(line);
      if (event.path("event").asText().equals("evaluation")
          && event.path("split").asText().equals("dev")) {
        evaluations.add(event);
      }
    }
    return evaluations;
  }

  private static double[] losses(List<JsonNode> evaluations) {
    return evaluations.stream().mapToDouble(event -> event.path("loss").asDouble()).toArray();
  }

  private static int indexOfLeast(double[] numbers) {
    return IntStream.range(0, numbers.length)
        .boxed()
        .min((i, j) -> Double.compare(numbers[i], numbers[j]))
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"session", "job"})
  void theSavedModelHasTheBitsOfTheBestEpoch(String exchange) throws IOException {
    String by = "training.exchange=" + exchange;
    String summary = run(by, "early_stopping.patience=3").run().text();
    List<JsonNode> events = evaluations();
    double[] losses = losses(events.subList(0, events.size() - 1));
    int best = indexOfLeast(losses) + 1;
    assertThat(losses).hasSize(best + 3).hasSizeLessThan(EPOCHS);
    assertThat(events.get(losses.length).path("loss").asDouble()).isEqualTo(losses[best - 1]);
    assertThat(events.get(losses.length).path("step").asInt()).isEqualTo(best * STEPS_PER_EPOCH);

    String told =
        "the parameters are those of epoch %s, the best by dev loss; ended after epoch %s of %s, as 3"
            + " evaluations in a row were no better";
    told = told.formatted(best, best + 3, EPOCHS);
    assertThat(summary).contains("  stopping    " + told + "\n");
    JsonNode report = report("run");
    assertThat(report.path("exchange").asText()).isEqualTo(exchange);
    assertThat(report.path("steps").asInt()).isEqualTo((best + 3) * STEPS_PER_EPOCH);
    JsonNode stopping = report.path("early_stopping");
    assertThat(stopping.path("stopped_early").asBoolean()).isTrue();
    assertThat(stopping.path("metric").asText()).isEqualTo("loss");
    assertThat(stopping.path("best_epoch").asInt()).isEqualTo(best);
    assertThat(stopping.path("best_step").asInt()).isEqualTo(best * STEPS_PER_EPOCH);
    assertThat(stopping.path("told").asText()).isEqualTo(told);
    float[] saved = saved("run");
    assertThat(saved).isEqualTo(locally("early_stopping.patience=3").parameters());

    run(by, "training.epochs=" + best).run();
    assertThat(saved("run")).isEqualTo(saved);
    assertThat(report("run").path("early_stopping").isMissingNode()).isTrue();
  }

  /** The same without Spark's executors. */
  private TrainingResult locally(String... overrides) throws IOException {
    LockstepConfig config = config(overrides);
    Training training = new Training(spark, config);
    Prepared prepared = training.prepare(training.tables());
    try {
      LocalGradients gradients =
          new LocalGradients(
              prepared.network(),
              prepared.plan().batches(),
              prepared.planned().task().metrics(),
              SyntheticData.collect(prepared.data()),
              BlasBackend.AUTO.load());
      float[] initial =
          config.network().initializer().initialize(prepared.network(), config.training().seed());
      TrainingState state = TrainingState.initial(prepared.plan(), initial);
      return new Trainer(prepared.plan(), gradients, state).train(TrainingListener.NONE);
    } finally {
      prepared.data().unpersist();
    }
  }

  @Test
  void aTrainingThatEndsByItsLengthLeavesTheBestToo() throws IOException {
    String summary = run("early_stopping.patience=100", "training.epochs=12").run().text();
    List<JsonNode> events = evaluations();
    double[] losses = losses(events.subList(0, 12));
    int best = indexOfLeast(losses) + 1;
    assertThat(best).isLessThan(12);
    assertThat(events.get(12).path("loss").asDouble()).isEqualTo(losses[best - 1]);
    assertThat(summary)
        .contains(
            "the parameters are those of epoch %s, the best by dev loss; ended after epoch 12 of 12,"
                    .formatted(best)
                + " the whole training\n");
    assertThat(report("run").path("early_stopping").path("stopped_early").asBoolean(true))
        .isFalse();
    float[] saved = saved("run");
    run("training.epochs=12").run();
    assertThat(saved("run")).isNotEqualTo(saved);
  }

  @Test
  void patienceThatRunsOutInTheLastEpochHasEndedNothing() throws IOException {
    run("early_stopping.patience=3").run();
    int best = report("run").path("early_stopping").path("best_epoch").asInt();
    float[] saved = saved("run");
    String summary = run("early_stopping.patience=3", "training.epochs=" + (best + 3)).run().text();
    assertThat(report("run").path("early_stopping").path("stopped_early").asBoolean(true))
        .isFalse();
    assertThat(report("run").path("early_stopping").path("best_epoch").asInt()).isEqualTo(best);
    assertThat(summary).contains("of %s, the whole training\n".formatted(best + 3));
    assertThat(saved("run")).isEqualTo(saved);
  }

  @Test
  void aPlateauReducesTheRateOfTheSchedule() throws IOException {
    Set<Double> rates = new HashSet<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onEpoch(EpochSummary epoch) {
            rates.add(epoch.learningRate());
          }
        };
    Training training =
        new Training(
            spark,
            config("reduce_on_plateau={patience: 1, factor: 0.5, metric: f1, min_rate: 0.005}"));
    training.run(Map.of(Split.TRAIN, rows(0, 160), Split.DEV, rows(1000, 200)), listener);
    assertThat(rates).containsExactlyInAnyOrder(0.02, 0.01, 0.005);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "early_stopping={patience: 1, metric: macro_f1} | early_stopping.metric: found macro_f1, which a classification of 2 classes does not have; allowed: loss, accuracy, error, precision, recall, f1, roc_auc, pr_auc",
        "reduce_on_plateau={patience: 1, metric: macro_f1} | reduce_on_plateau.metric: found macro_f1, which a classification of 2 classes does not have; allowed: loss, accuracy, error, precision, recall, f1, roc_auc, pr_auc",
        "early_stopping.patience=1 | early_stopping needs a dev split, and there is no example in it: name one in data.dev, or raise data.dev_fraction",
        "training.threshold=tune | training.threshold: tune needs a dev split, and there is no example in it: name one in data.dev, or raise data.dev_fraction",
        "training.calibrate=temperature | training.calibrate: temperature needs a dev split, and there is no example in it: name one in data.dev, or raise data.dev_fraction",
      })
  void aTrainingThatNothingCouldDecideOverIsRefused(String override, String message)
      throws IOException {
    Training training = new Training(spark, config(override));
    assertThatThrownBy(() -> training.run(Map.of(Split.TRAIN, rows(0, 160)), TrainingListener.NONE))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @Test
  void evaluationsThatNeverComeAreRefused() throws IOException {
    Training training =
        new Training(
            spark,
            config("early_stopping.patience=1", "training.epochs=3", "training.evaluate_every=4"));
    assertThatThrownBy(() -> training.run(TrainingListener.NONE))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "training.evaluate_every: found 4, but the training ends in epoch 3, and early_stopping"
                + " would see no evaluation");
  }

  @Test
  void aDevSplitThatIsNotNamedIsRefusedBeforeAnyTableIsRead() throws IOException {
    Training named =
        new Training(
            spark, config("early_stopping.patience=1", "data.train=nowhere", "data.dev=null"));
    assertThatThrownBy(() -> named.run(TrainingListener.NONE))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("data.dev: missing; early_stopping needs a dev split");
    Training fraction =
        new Training(
            spark,
            config(
                "reduce_on_plateau.patience=1",
                "data={train: null, dev: null, path: nowhere, dev_fraction: 0}"));
    assertThatThrownBy(() -> fraction.run(TrainingListener.NONE))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(
            "data.dev_fraction: found 0 with reduce_on_plateau, which needs a dev split; allowed:"
                + " above 0");
    Training tuned =
        new Training(
            spark, config("training.threshold=tune", "data.train=nowhere", "data.dev=null"));
    assertThatThrownBy(() -> tuned.run(TrainingListener.NONE))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("data.dev: missing; training.threshold: tune needs a dev split");
  }

  @Test
  void aFigureThatIsNeverDefinedLeavesTheLastParameters() throws IOException {
    Dataset<Row> positive = rows(1000, 200).filter("label = 'yes'");
    Trained trained =
        new Training(spark, config("early_stopping={patience: 2, metric: roc_auc}"))
            .run(Map.of(Split.TRAIN, rows(0, 160), Split.DEV, positive), TrainingListener.NONE);
    assertThat(trained.report().get("early_stopping"))
        .asString()
        .contains(
            "the parameters are those of epoch 2, the last, as dev roc_auc was never defined; ended"
                + " after epoch 2 of 30, as 2 evaluations in a row were no better")
        .doesNotContain("best_epoch");
  }
}
