package dev.lockstep.spark.run.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.metric.Measure;
import dev.lockstep.spark.run.RunOfTables;
import dev.lockstep.spark.run.Trained;
import dev.lockstep.spark.run.Training;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingListener;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much a trained network goes by each column, from tables to the report. */
final class ImportanceRunTest extends RunOfTables {
  private static final String REGRESSION = "training.loss=squared_error";

  ImportanceRunTest() {
    super(
        """
        data: {train: %1$s/train, dev: %1$s/dev, label: label}
        network: {hidden: [8]}
        training: {epochs: 20, batch_size: 50, shards: 3}
        learning_rate: {initial: 0.05}
        output: {path: %1$s/run, overwrite: true}
        """);
  }

  /** The category alone tells the class, the number does what it measures, the rest is noise. */
  private Dataset<Row> rows(int from, int count) {
    return spark
        .range(from, from + count, 1, 2)
        .selectExpr(
            "sin(12.9898 * id * id) AS noise",
            "1.5 AS constant",
            "CASE id % 3 WHEN 0 THEN 'red' WHEN 1 THEN 'green' ELSE 'blue' END AS colour",
            "id % 3 AS label");
  }

  @BeforeEach
  void writeTables() {
    write(rows(0, 600), rows(1001, 300));
  }

  private Trained train(String... overrides) throws IOException {
    return new Training(spark, config(overrides)).run(TrainingListener.NONE);
  }

  private static Map<String, Object> importance(Trained trained) {
    Map<String, Object> told = new LinkedHashMap<>();
    ((Map<?, ?>) Objects.requireNonNull(trained.report().get("permutation_importance")))
        .forEach((name, value) -> told.put(name.toString(), value));
    return told;
  }

  private static Map<?, ?> column(Trained trained, String name) {
    return ((List<?>) Objects.requireNonNull(importance(trained).get("columns")))
        .stream()
            .map(Map.class::cast)
            .filter(each -> name.equals(each.get("column")))
            .findFirst()
            .orElseThrow();
  }

  private static double figure(Map<?, ?> of, String name) {
    return (Double) Objects.requireNonNull(of.get(name), name);
  }

  @Test
  void whatDecidesTheClassIsImportantAndWhatDoesNotIsNot() throws IOException {
    Trained trained = train();
    Map<String, Object> told = importance(trained);
    assertThat(told)
        .containsEntry("split", "dev")
        .containsEntry("metric", "accuracy")
        .containsEntry("repeats", 5)
        .containsEntry("rows", 300L);
    assertThat(told.get("baseline")).isEqualTo(1.0);
    Map<?, ?> times = (Map<?, ?>) Objects.requireNonNull(trained.report().get("time_breakdown"));
    assertThat(figure(times, "importance")).isPositive();
    Map<?, ?> colour = column(trained, "colour");
    // A row in three keeps its colour by chance: of 100 rows in a shard within 4 deviations.
    assertThat(figure(colour, "low")).isBetween(0.5, figure(colour, "importance"));
    assertThat(figure(colour, "high")).isBetween(figure(colour, "importance"), 0.8);
    assertThat(figure(column(trained, "constant"), "high")).isZero();
    assertThat(figure(column(trained, "noise"), "importance")).isBetween(0.0, 0.05);
    assertThat(((Map<?, ?>) ((List<?>) Objects.requireNonNull(told.get("columns"))).get(0)))
        .isEqualTo(colour);
  }

  @Test
  void eitherExchangeTellsTheSameToTheBitAndTheTrainingIsTheSameWithout() throws IOException {
    Trained session = train("training.exchange=session", "training.epochs=3");
    Trained job = train("training.exchange=job", "training.epochs=3");
    Trained without = train("training.epochs=3", "diagnosis.importance_repeats=0");
    assertThat(importance(job)).isEqualTo(importance(session));
    assertThat(without.report()).doesNotContainKey("permutation_importance");
    assertThat(without.model().parameters())
        .isEqualTo(session.model().parameters())
        .isEqualTo(job.model().parameters());
    assertThat(job.report().get("curves")).isNull(); // Of three classes.
    assertThat(job.report().get("calibration"))
        .isNotNull()
        .isEqualTo(session.report().get("calibration"));
  }

  @Test
  void numbersAreMeasuredInTheirOwnUnitAndSoAreTheirResiduals() throws IOException {
    Trained trained = train(REGRESSION, "diagnosis.importance_rows=30");
    Map<String, Object> told = importance(trained);
    assertThat(told).containsEntry("metric", "rmse").containsEntry("rows", 30L);
    assertThat(figure(column(trained, "colour"), "low")).isGreaterThan(0.5);
    Map<?, ?> residuals =
        (Map<?, ?>)
            Objects.requireNonNull(
                ((Map<?, ?>) Objects.requireNonNull(trained.report().get("residuals"))).get("dev"));
    double mean = figure(residuals, "mean");
    double deviation = figure(residuals, "standard_deviation");
    double rmse =
        Objects.requireNonNull(trained.metrics().get(Split.DEV)).value(Measure.RMSE).orElseThrow();
    assertThat(Math.sqrt(mean * mean + deviation * deviation) / rmse).isBetween(0.999999, 1.000001);
  }

  @Test
  void manyColumnsAreSkippedWithTheReason() throws IOException {
    Trained trained = train("training.epochs=1", "diagnosis.importance_columns=2");
    assertThat(importance(trained))
        .containsOnlyKeys("skipped")
        .containsEntry("skipped", "3 columns are more than diagnosis.importance_columns: 2");
  }
}
