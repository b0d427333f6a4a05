package dev.lockstep.spark.report.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.spark.config.key.Key;
import dev.lockstep.spark.config.key.Registry;
import dev.lockstep.spark.report.StoredReport;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people read of a run's report. */
class DiagnosisTableTest {
  private static final String CONFIG =
      """
      {"data": {"path": ["data/my.parquet"], "dev_fraction": 0.1},
       "network": {"hidden": [128, 64], "activation": "relu", "batch_norm": "none",
                   "keep_prob": 1.0, "input_keep_prob": 1.0},
       "training": {"epochs": 10},
       "regularization": {"l2": 0.0, "l1": 0.0}}
      """;

  private static StoredReport report(String metrics) {
    return read("{\"metrics\": {" + metrics + "}, \"config\": " + CONFIG + "}");
  }

  /** With as many test as dev examples. */
  private static StoredReport measured(String metrics, int train, int dev) {
    return read(
        String.format(
            Locale.ROOT,
            "{\"metrics\": {%s}, \"config\": %s, \"data\":"
                + " {\"train_examples\": %d, \"dev_examples\": %d, \"test_examples\": %d}}",
            metrics,
            CONFIG,
            train,
            dev,
            dev));
  }

  private static StoredReport read(String json) {
    return StoredReport.of(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String accuracy(double train, double dev, double test) {
    return String.format(
        Locale.ROOT,
        "\"train\": {\"accuracy\": %s}, \"dev\": {\"accuracy\": %s}, \"test\": {\"accuracy\": %s}",
        train,
        dev,
        test);
  }

  /** As the page on this module shows it. */
  @Test
  void highVarianceComesWithItsRecipeAndTheKeysAsTheyWere() {
    StoredReport run = measured(accuracy(0.99, 0.89, 0.885), 8000, 1000);
    assertThat(DiagnosisTable.of(run, 0))
        .isEqualTo(
            """
            errors are 1 - accuracy; a difference is high above 2 points, if that is not chance
              target     0.00%
              train      1.00%    avoidable bias     1.00%
              dev       11.00%    variance          10.00%  by chance up to 1.99%  high
              test      11.50%    dev-test gap       0.50%  by chance up to 2.83%
            verdict: high variance
            against high variance:
              more data                   data.path: ["data/my.parquet"]
              images changed at random    augmentation.shape, augmentation.mirror, augmentation.shift
              regularization              regularization.l2: 0.0, regularization.l1: 0.0
              dropout                     network.keep_prob: 1.0, network.input_keep_prob: 1.0
              stopping at the best epoch  early_stopping.patience
              averaged parameters         training.average
              another architecture        network.hidden: [128,64], network.batch_norm: none
              whether more data would help: train --learning-curve
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "'', whether more data would help: train --learning-curve",
    "'{\"more_data\": \"helps\"}', by the learning curve: more data would help",
    "'{\"more_data\": \"helps_little\"}', by the learning curve: more data would help little",
    "'{}', by the learning curve: no verdict on more data"
  })
  void aLearningCurveThatTheRunHasIsNotAskedFor(String curve, String line) {
    String json = "{\"metrics\": {" + accuracy(0.99, 0.89, 0.89) + "}, \"config\": " + CONFIG;
    String more = curve.isEmpty() ? "}" : ", \"learning_curve\": " + curve + "}";
    assertThat(DiagnosisTable.of(read(json + more), 0)).endsWith("\n  " + line + "\n");
  }

  @Test
  void theTargetErrorDecidesWhatBiasIsAvoidable() {
    StoredReport cats = report(accuracy(0.85, 0.84, 0.84));
    assertThat(DiagnosisTable.of(cats, 0))
        .contains(
            "avoidable bias    15.00%  high", "verdict: high bias\n", "network.hidden: [128,64]");
    assertThat(DiagnosisTable.of(cats, 0.14))
        .contains("target    14.00%", "avoidable bias     1.00%\n")
        .endsWith("verdict: just right\n");
  }

  @Test
  void bothComeWithBothRecipesBiasFirst() {
    String table = DiagnosisTable.of(report(accuracy(0.85, 0.7, 0.7)), 0);
    assertThat(table).contains("verdict: high bias and variance\n");
    assertThat(table.indexOf("against high bias")).isPositive();
    assertThat(table.indexOf("against high variance"))
        .isGreaterThan(table.indexOf("against high bias"));
  }

  @Test
  void aDevSplitThatWasOverfittedIsToBeLarger() {
    assertThat(DiagnosisTable.of(report(accuracy(0.99, 0.98, 0.95)), 0))
        .contains(
            "verdict: just right, dev overfitted\n",
            "choices fit the dev split better than the test split:\n",
            "  a larger dev split          data.dev_fraction: 0.1\n");
  }

  @Test
  void withoutADevSplitOneIsAskedFor() {
    assertThat(DiagnosisTable.of(report("\"train\": {\"accuracy\": 0.99}"), 0))
        .contains(
            "  dev            -    variance               -\n",
            "verdict: low bias, variance unknown\n",
            "  a dev split                 data.dev_fraction: 0.1\n")
        .doesNotContain("against");
  }

  @Test
  void aRegressionIsMeasuredByTheVarianceThatItLeaves() {
    String metrics = "\"train\": {\"rmse\": 3, \"r2\": 0.95}, \"dev\": {\"r2\": 0.7}";
    assertThat(DiagnosisTable.of(report(metrics), 0.04))
        .contains(
            "errors are 1 - r2;",
            "  train      5.00%    avoidable bias     1.00%\n",
            "variance          25.00%  high",
            "verdict: high variance\n");
  }

  @Test
  void smallSplitsDifferByChance() {
    StoredReport small = measured(accuracy(1, 0.9, 0.85), 100, 100);
    assertThat(DiagnosisTable.of(small, 0))
        .contains(
            "variance          10.00%  by chance up to 6.00%  high\n",
            "dev-test gap       5.00%  by chance up to 9.33%\n", "verdict: high variance\n");
  }

  /** A key that is not there could not be turned. */
  @Test
  void remediesNameKeysThatAre() {
    Set<String> names = Registry.keys().map(Key::name).collect(Collectors.toSet());
    assertThat(
            Stream.of(
                    Remedy.AGAINST_BIAS,
                    Remedy.AGAINST_VARIANCE,
                    Remedy.AGAINST_OVERFITTED_DEV,
                    Remedy.FOR_DEV)
                .flatMap(List::stream)
                .flatMap(remedy -> remedy.keys().stream()))
        .isNotEmpty()
        .allMatch(names::contains);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{; is no JSON",
        "{} {}; is no JSON",
        "'';  is no report of a training: it has no object 'config'",
        "[1]; is no report of a training: it has no object 'config'",
        "{\"config\": {}}; is no report of a training: it has no object 'metrics'",
        "{\"config\": {}, \"metrics\": {}, \"status\": \"diverged\"};"
            + " tells of no accuracy and no r2 on the train split; its status is diverged",
        "{\"config\": {}, \"metrics\": {\"train\": {\"accuracy\": \"much\"}}};"
            + " has \"much\" for metrics.train.accuracy, no number",
        "{\"config\": {}, \"metrics\": {\"train\": {\"accuracy\": 1.5}}};"
            + " the train error must be a number from 0, not -0.5"
      })
  void whatIsNoReportIsToldSo(String json, String message) {
    assertThatThrownBy(() -> read(json)).hasMessageContaining(message.strip());
  }
}
