package dev.lockstep.spark.run.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.metric.Measure;
import dev.lockstep.spark.champion.Comparison;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.failure.FirstCause;
import dev.lockstep.spark.report.text.ComparedRuns;
import dev.lockstep.spark.report.text.ComparedRuns.Row;
import dev.lockstep.spark.report.text.ComparedRuns.Run;
import dev.lockstep.spark.report.text.ComparedRuns.TestDifference;
import dev.lockstep.spark.run.RunOfTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs side by side, from their directories to what differs. */
final class RunComparingTest extends RunOfTables {
  RunComparingTest() {
    super(
        """
        data: {path: %1$s/train, label: label, dev_fraction: 0.2, test_fraction: 0.3}
        network: {hidden: [8]}
        training: {epochs: 1, batch_size: 20, shards: 2}
        learning_rate: {initial: 0.01}
        output: {path: %1$s/short}
        """);
  }

  private Dataset<org.apache.spark.sql.Row> rows(int count) {
    return spark
        .range(0, count, 1, 2)
        .selectExpr(
            "sin(id) AS a",
            "cos(3 * id) AS b",
            "IF(sin(id) * cos(3 * id) + 0.2 * sin(12.9898 * id * id) > 0.1, 'yes', 'no') AS label");
  }

  @BeforeEach
  void trainTwice() throws IOException {
    write(rows(1200), rows(1));
    run().run();
    run("training.epochs=30", "output.path=" + directory + "/long").run();
  }

  private String at(String name) {
    return directory.resolve(name).toString();
  }

  private ComparedRuns compare(boolean data, String... names) throws IOException {
    List<String> runs = List.of(names).stream().map(this::at).toList();
    return comparing().of(runs, Optional.empty(), data);
  }

  private RunComparing comparing() {
    return new RunComparing(spark, failure -> FirstCause.of(failure).lines().toList());
  }

  private static double figure(JsonNode report, String name) {
    return report.path("metrics").path("test").path(name).asDouble();
  }

  private void change(String name, String from, String to) throws IOException {
    Path file = directory.resolve(name).resolve("report.json");
    String report = Files.readString(file);
    assertThat(report).contains(from);
    Files.writeString(file, report.replace(from, to));
  }

  @Test
  void aLongerTrainingIsBetterOnTheSameRows() throws IOException {
    ComparedRuns found = compare(true, "short", "long");
    assertThat(found.config().stream().map(Row::name)).containsExactly("training.epochs");
    assertThat(found.data()).isEmpty();
    assertThat(found.versions()).isEmpty();
    double before = figure(report("short"), "accuracy");
    double after = figure(report("long"), "accuracy");
    Comparison test = found.test().get(0).found().orElseThrow();
    assertThat(test.measure()).isEqualTo(Measure.ACCURACY);
    assertThat(test.rows()).isEqualTo(report("short").path("data").path("test_examples").asLong());
    assertThat(test.figures().champion()).isCloseTo(before, within(1e-12));
    assertThat(test.figures().challenger()).isCloseTo(after, within(1e-12));
    assertThat(test.improvement()).isCloseTo(after - before, within(1e-12)).isPositive();
    assertThat(test.lower()).isLessThan(test.improvement()).isPositive();
    assertThat(test.upper()).isGreaterThan(test.improvement());
  }

  @Test
  void anotherFigureCanBeAskedForIfTheTaskHasIt() throws IOException {
    List<String> runs = List.of(at("short"), at("long"));
    ComparedRuns found = comparing().of(runs, Optional.of(Measure.F1), true);
    assertThat(found.test().get(0).found().orElseThrow().figures().challenger())
        .isCloseTo(figure(report("long"), "f1"), within(1e-12));
    assertThatThrownBy(() -> comparing().of(runs, Optional.of(Measure.RMSE), true))
        .isInstanceOf(ConfigException.class)
        .hasMessage("--metric: found rmse; allowed: accuracy, error, precision, recall, f1");
  }

  private String skipped(String... names) throws IOException {
    TestDifference difference = compare(true, names).test().get(0);
    assertThat(difference.found()).isEmpty();
    return difference.skipped();
  }

  @Test
  void withoutTheRowsTheReportsAreComparedAlone() throws IOException {
    assertThat(compare(false, "short", "long").test()).isEmpty();
    rows(1200)
        .withColumn("a", functions.expr("b"))
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(at("train"));
    assertThat(skipped("short", "long")).startsWith("the test split has changed: accuracy of ");
    rows(1200).drop("a").write().mode(SaveMode.Overwrite).parquet(at("train"));
    assertThat(skipped("short", "long")).startsWith("the rows cannot be scored: ");
    change("long", "\"test\" : \"", "\"test\" : \"0");
    assertThat(skipped("short", "long")).isEqualTo("they have different test splits");
    assertThat(compare(true, "short", "long").data().stream().map(Row::name))
        .containsExactly("data.digest.test");
  }

  @Test
  void whatHasTheSameParametersIsTheSameModel() throws IOException {
    run("output.path=" + directory + "/again").run();
    assertThat(skipped("short", "again"))
        .isEqualTo(
            "they are the same model, to the bit: parameters.sha256 is "
                + report("short").path("parameters").path("sha256").asText().substring(0, 12));
  }

  @Test
  void aRunThatDidNotComeToItsEndIsAColumnThatSaysSo() throws IOException {
    change("long", "\"status\" : \"finished\"", "\"status\" : \"failed\", \"cause\" : \"no disk\"");
    ComparedRuns found = compare(true, "short", "long");
    assertThat(found.runs().get(1)).isEqualTo(new Run(at("long"), "failed", "no disk"));
    assertThat(found.test().get(0).skipped()).isEqualTo(at("long") + " is not finished");
  }

  private void assertRefused(String message, String... names) {
    assertThatThrownBy(() -> compare(true, names))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @Test
  void whatCannotBeComparedIsRefusedByName() throws IOException {
    assertThatThrownBy(
            () -> comparing().of(List.of(at("short"), at("short") + "/"), Optional.empty(), false))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("short/ is named twice");
    assertRefused("found 1 run", "short");
    assertRefused("there is no report.json in " + at("none"), "short", "none");
    change("long", "\"classes\" : 2", "\"classes\" : 0");
    assertRefused(
        "short predicts 2 classes of label, and "
            + at("long")
            + " predicts numbers of label: runs of different tasks",
        "short",
        "long");
  }
}
