package dev.lockstep.spark.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.metric.Measure;
import dev.lockstep.spark.champion.Comparing;
import dev.lockstep.spark.champion.Comparison;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.DataConfig.Malformed;
import dev.lockstep.spark.output.OutputException;
import dev.lockstep.spark.registry.Registry;
import dev.lockstep.spark.run.directory.Resume;
import dev.lockstep.spark.run.job.TrainingRun;
import dev.lockstep.spark.table.source.Tables.Table;
import dev.lockstep.train.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nights of training, each of which publishes its model only if it is better. */
final class PublicationTest extends RunOfTables {
  /** A model that has hardly begun. */
  private static final String POOR = "training.epochs=1";

  private static final String LAZY = "learning_rate.initial=0.000001";

  PublicationTest() {
    super(
        """
        data: {train: '%1$s/train', test: '%1$s/dev', label: label, exclude: [g], weight: w}
        network: {hidden: [8]}
        training: {epochs: 10, batch_size: 50, shards: 2}
        learning_rate: {initial: 0.02}
        publish: {registry: '%1$s/models', name: churn, metric: accuracy}
        output: {path: nowhere}
        """);
  }

  /** With rows that come twice, and weights that no double adds up exactly. */
  private Dataset<Row> table(int from, int to) {
    return spark
        .range(from, to, 1, 3)
        .selectExpr(
            "sin(id % 700) AS a",
            "cos(0.7 * (id % 700)) AS b",
            "CAST(0.1 + (id % 7) / 3 AS FLOAT) AS w",
            "IF(id % 3 = 0, NULL, id % 3) AS g",
            "IF(sin(id % 700) + cos(0.7 * (id % 700)) > 0.2, 'yes', 'no') AS label");
  }

  @BeforeEach
  void tables() {
    write(table(0, 800), table(300, 1200));
  }

  private boolean night(String run, String... overrides) throws IOException {
    List<String> all = new ArrayList<>(List.of(overrides));
    all.add("output.path=" + directory.resolve(run));
    TrainingRun training = run(all.toArray(String[]::new));
    String summary = training.run().text();
    assertThat(summary)
        .contains("publication", "page        " + directory.resolve(run).resolve("report.html"));
    return !training.isWithheld();
  }

  @Test
  void whoDiedAfterPublishingHasNothingLeftToDo() throws IOException {
    assertThat(night("first", POOR)).isTrue();
    String[] same = {POOR, "output.path=" + directory.resolve("first")};
    TrainingRun again = run(same).resuming(Resume.SAME);
    assertThat(again.run().line())
        .isEqualTo("published already, as version 1 of churn, from " + directory.resolve("first"));
    assertThat(again.isWithheld()).isFalse();
    assertThat(registry().versions()).hasSize(1);
    List<String> told = new ArrayList<>();
    run(same).validate(told::add, Duration.ofSeconds(60));
    assertThat(told)
        .anySatisfy(line -> assertThat(line).contains("output", "first"))
        .noneMatch(line -> line.contains("exists"));
    assertThatThrownBy(() -> run(same).run()).isInstanceOf(OutputException.class);
    assertThat(run(POOR, same[1], "output.overwrite=true").resuming(Resume.SAME).run().line())
        .startsWith("published already, as version 1 of churn");
    assertThat(directory.resolve("first.incomplete")).doesNotExist();
    table(0, 801).write().mode(SaveMode.Overwrite).parquet(directory + "/train");
    assertThat(run(POOR, same[1], "output.overwrite=true").resuming(Resume.SAME).run().line())
        .doesNotContain("published already");
    String other = "output.path=" + directory.resolve("first");
    assertThatThrownBy(() -> run(other, "training.batch_size=40").resuming(Resume.SAME).run())
        .isInstanceOf(OutputException.class);
  }

  private int current() throws IOException {
    return registry().current().orElseThrow().number();
  }

  private Registry registry() {
    return Registry.open(
        directory.resolve("models").toString(),
        "churn",
        spark.sparkContext().hadoopConfiguration());
  }

  private JsonNode publication(String run) throws IOException {
    return report(run).get("publication");
  }

  @Test
  void onlyABetterModelTakesThePlaceOfTheCurrentOne() throws IOException {
    assertThat(night("first", POOR, LAZY)).isTrue();
    assertThat(publication("first").get("decision").asText()).isEqualTo("promoted");
    assertThat(publication("first").get("version").asInt()).isEqualTo(1);
    assertThat(night("second", "publish.maximum_regression_per_slice={g: 0.5}")).isTrue();
    assertThat(night("third", POOR, LAZY)).isFalse();
    assertThat(current()).isEqualTo(2);

    JsonNode second = publication("second");
    assertThat(second.get("champion_version").asInt()).isEqualTo(1);
    assertThat(second.get("champion").asDouble()).isCloseTo(accuracy("first"), within(1e-12));
    assertThat(second.get("challenger").asDouble()).isCloseTo(accuracy("second"), within(1e-12));
    assertThat(second.get("rows").asLong()).isEqualTo(900);
    assertThat(second.get("interval").get(0).asDouble())
        .isPositive()
        .isLessThan(second.get("improvement").asDouble());
    assertThat(second.get("slices")).hasSize(3);
    assertThat(second.get("slices").get(0).get("value").asText()).isEqualTo("(missing)");
    assertThat(publication("third").get("decision").asText()).isEqualTo("not_better");
    assertThat(Files.readString(directory.resolve("third/report.html"))).contains("not_better");
    assertThat(saved("third")).isNotEmpty();
    assertThat(Files.readString(directory.resolve("models/churn/current")))
        .isEqualTo("versions/000002\n");
  }

  @Test
  void devMayBeAShareOfTheTableThatIsTrainedOn() throws IOException {
    assertThat(night("first", POOR, LAZY, "data.dev_from_train=0.25")).isTrue();
    assertThat(night("second", "data.dev_from_train=0.25")).isTrue();
    assertThat(publication("second").get("champion").asDouble())
        .isCloseTo(accuracy("first"), within(1e-12));
    assertThat(publication("second").get("rows").asLong()).isEqualTo(900);
  }

  private double accuracy(String run) throws IOException {
    return report(run).get("metrics").get("test").get("accuracy").asDouble();
  }

  @Test
  void theSameModelIsNotBetterThanItself() throws IOException {
    night("first", "publish.metric=loss");
    assertThat(night("second", "publish.metric=loss")).isFalse();
    JsonNode second = publication("second");
    assertThat(second.get("improvement").asDouble()).isZero();
    assertThat(second.get("interval").get(0).asDouble()).isZero();
    assertThat(second.get("interval").get(1).asDouble()).isZero();
    assertThat(second.get("challenger").asDouble())
        .isCloseTo(
            report("second").get("metrics").get("test").get("loss").asDouble(), within(1e-5));
    assertThat(night("third", "publish.metric=loss", "publish.minimum_improvement=-0.01")).isTrue();
  }

  @Test
  void aCurrentModelThatCannotReadTheTableIsToldAndStays() throws IOException {
    night("first");
    write(directory.resolve("train").toString(), table(0, 800).drop("b"));
    write(directory.resolve("dev").toString(), table(300, 1200).drop("b"));
    assertThat(night("second")).isFalse();
    JsonNode second = publication("second");
    assertThat(second.get("decision").asText()).isEqualTo("failed");
    assertThat(second.get("why").asText())
        .contains("version 1, the current model, cannot be compared")
        .contains("no column 'b'");
    assertThat(current()).isEqualTo(1);
    assertThat(saved("second")).isNotEmpty();
  }

  private static void write(String path, Dataset<Row> rows) {
    rows.write().mode(SaveMode.Overwrite).parquet(path);
  }

  @Test
  void anyPartitionsAndOrderOfTheRowsGiveTheSameBits() throws IOException {
    night("first", POOR, LAZY);
    night("second", "publish.metric=loss");
    Comparison expected = compared(table(300, 1200).coalesce(1));
    for (int partitions = 2; partitions <= 4; partitions++) {
      Dataset<Row> shuffled = table(300, 1200).orderBy(functions.rand(partitions));
      assertThat(compared(shuffled.repartition(partitions))).isEqualTo(expected);
    }
    assertThat(expected.slices()).hasSize(3);
  }

  private Comparison compared(Dataset<Row> rows) {
    return new Comparing(Measure.LOSS, List.of("g"), Malformed.ERROR, 7)
        .of("compare", model("first"), model("second"), Table.of(rows, Split.TEST));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "publish.metric=rmse | publish.metric: found rmse, which a classification does not have",
        "publish.maximum_regression_per_slice={absent: 0.1} | no column 'absent'; it has a, b, w",
        "publish.registry=nowhere://x/y | found 'nowhere://x/y' as the path of a registry",
      })
  void whatCannotBePublishedIsRefusedBeforeItIsTrained(String override, String message) {
    assertThatThrownBy(() -> night("run", override))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
    assertThat(directory.resolve("run")).doesNotExist();
  }
}
