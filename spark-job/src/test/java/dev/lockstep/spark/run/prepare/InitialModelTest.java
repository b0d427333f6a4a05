package dev.lockstep.spark.run.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.BlasChoice;
import dev.lockstep.linalg.BlasKernel;
import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.model.Model;
import dev.lockstep.model.Target;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.DataConfig.Malformed;
import dev.lockstep.spark.run.Evaluation;
import dev.lockstep.spark.run.RunOfTables;
import dev.lockstep.spark.run.Trained;
import dev.lockstep.spark.run.Training;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A training goes on from a model on a table that has changed since. */
class InitialModelTest extends RunOfTables {
  private static final BlasChoice BLAS = BlasChoice.of(BlasBackend.AUTO, BlasKernel.AUTO);
  private static final String REFIT = "training.initial_schema=refit";

  InitialModelTest() {
    super(
        """
        data: {path: unused, label: label, missing: impute}
        network: {hidden: [6]}
        training: {steps: 30, batch_size: 50, shards: 2, seed: 3}
        learning_rate: {initial: 0.02}
        output: {path: %1$s/unused}
        """);
  }

  private static final String[] COLUMNS = {
    "10 + 3 * sin(id) AS x",
    "cos(0.7 * id) AS z",
    "elt(1 + id % 3, 'p', 'q', 'r') AS c",
    "array(sin(id), id % 5) AS v",
    "IF(sin(id) * cos(0.7 * id) > 0, 'yes', 'no') AS label"
  };

  /** The rows from number from to number to, with those columns instead of or beside others. */
  private Dataset<Row> rows(int from, int to, String... other) {
    List<String> columns = new ArrayList<>();
    for (String column : COLUMNS) {
      String name = column.substring(column.lastIndexOf(' '));
      if (Stream.of(other).noneMatch(each -> each.endsWith(name))) {
        columns.add(column);
      }
    }
    columns.addAll(List.of(other));
    return spark.range(from, to, 1, 3).selectExpr(columns.toArray(String[]::new));
  }

  @BeforeEach
  void trainAModel() throws IOException {
    Training training = new Training(spark, config());
    training
        .run(Map.of(Split.TRAIN, rows(0, 600)), TrainingListener.NONE)
        .model()
        .save(directory.resolve("model"));
  }

  private String[] initial(String... overrides) {
    return Stream.concat(
            Stream.of("training.initial_model=" + directory.resolve("model")), Stream.of(overrides))
        .toArray(String[]::new);
  }

  private Trained goOn(Dataset<Row> train, Dataset<Row> dev, String... overrides)
      throws IOException {
    return new Training(spark, config(initial(overrides)))
        .run(Map.of(Split.TRAIN, train, Split.DEV, dev), TrainingListener.NONE);
  }

  private Trained goOn(Dataset<Row> train, String... overrides) throws IOException {
    return new Training(spark, config(initial(overrides)))
        .run(Map.of(Split.TRAIN, train), TrainingListener.NONE);
  }

  private static JsonNode told(Trained trained) {
    return new ObjectMapper().valueToTree(trained.report().get("initial_model"));
  }

  /** Column and kind of each change. */
  private static List<String> changes(Trained trained) {
    List<String> found = new ArrayList<>();
    told(trained)
        .get("changes")
        .forEach(
            each -> found.add(each.get("column").asText() + " " + each.get("change").asText()));
    return found;
  }

  private static JsonNode change(Trained trained, String column) {
    for (JsonNode change : told(trained).get("changes")) {
      if (change.get("column").asText().equals(column)) {
        return change;
      }
    }
    throw new AssertionError("no change of " + column);
  }

  private static List<Object> classes(Model model) {
    return ((Target.Classification) model.target()).labels().values();
  }

  @Test
  void theSameTableIsNoChangeAndGivesTheSameBitsEitherWay() throws IOException {
    Trained kept = goOn(rows(0, 600));
    Trained refitted = goOn(rows(0, 600), REFIT);
    assertThat(changes(kept)).isEmpty();
    assertThat(changes(refitted)).isEmpty();
    assertThat(refitted.model().parameters()).containsExactly(kept.model().parameters());
    assertThat(told(kept).get("sha256").asText()).hasSize(64);
    assertThat(told(kept).get("path").asText()).endsWith("model");
  }

  @Test
  void allColumnsThatAreGoneOrCannotBeReadAreToldAtOnce() {
    Dataset<Row> rows = rows(0, 100, "array(1.0) AS x", "id AS v").drop("z");
    assertThatThrownBy(() -> goOn(rows))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("does not fit the model that training goes on from: ")
        .hasMessageMatching(
            "(?s)[^\n]*: [xzv]: [^\n]* in the model, [^\n]* in the table., and more\n.*")
        .hasMessageMatching("(?s).*x +type +numbers +array<decimal.* +refused.*")
        .hasMessageMatching("(?s).*z +missing column +numbers +no such column +refused.*")
        .hasMessageMatching("(?s).*v +type +arrays of numbers +bigint +refused.*")
        .hasMessageContaining("training.initial_schema: refit");
    assertThatThrownBy(() -> goOn(rows(0, 100).drop("label")))
        .isInstanceOf(BadDataException.class)
        .hasMessageMatching("(?s).*label +missing column +classes, texts +no such column.*");
  }

  @Test
  void newClassesAreRefusedWithTheirRowsBesideAllElse() {
    Dataset<Row> rows =
        rows(0, 100, "IF(id < 7, 'maybe', IF(id % 2 = 0, 'yes', 'no')) AS label", "array(1) AS v");
    assertThatThrownBy(() -> goOn(rows))
        .isInstanceOf(BadDataException.class)
        .hasMessageMatching("(?s).*label +new classes +2 classes +'maybe' \\(7\\) of 100 rows.*")
        .hasMessageMatching("(?s).*v +type +arrays of 2 elements +arrays of 1 elements.*");
  }

  @Test
  void whatAKeptModelCanLiveWithIsTold() throws IOException {
    Dataset<Row> rows =
        rows(
            0,
            600,
            "14 + 6 * sin(id) AS x",
            "IF(id % 4 = 0, null, cos(0.7 * id)) AS z",
            "elt(1 + id % 2, 'p', 'new') AS c",
            "id AS other");
    Trained trained = goOn(rows);
    assertThat(changes(trained))
        .containsExactly(
            "x scale",
            "z missing_values",
            "c new_categories",
            "c vanished_categories",
            "other new_column");
    assertThat(change(trained, "x").get("model").asText()).startsWith("mean 10");
    assertThat(change(trained, "x").get("table").asText()).startsWith("mean 14");
    assertThat(change(trained, "z").get("model").asText()).isEqualTo("0.0% missing");
    assertThat(change(trained, "z").get("table").asText()).isEqualTo("25.0% missing");
    assertThat(change(trained, "c").get("table").asText()).isEqualTo("'new' (300)");
    assertThat(trained.model().features().columnNames()).containsExactly("x", "z", "c", "v");
  }

  @Test
  void numbersWhereTextsWereAreReadAndTold() throws IOException {
    Trained trained = goOn(rows(0, 300, "id % 3 AS c", "string(cos(0.7 * id)) AS z"));
    assertThat(changes(trained)).contains("c type", "z type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"standard", "min_max", "none"})
  void aRefittedModelBeginsWithWhatTheModelPredicts(String scale) throws IOException {
    Dataset<Row> train =
        rows(0, 600, "14 + 6 * sin(id) AS x", "elt(1 + id % 3, 'n', 'q', 'p') AS c", "id AS w");
    Dataset<Row> dev = train.filter("w < 200");
    Model model = Model.load(directory.resolve("model"));
    double before =
        new Evaluation(spark, model, Malformed.ERROR, BLAS)
            .of(dev)
            .value(Measure.LOSS)
            .orElseThrow();
    Trained trained = goOn(train, dev, REFIT, "data.scale=" + scale);
    assertThat(told(trained).get("dev").get("loss").asDouble()).isCloseTo(before, within(1e-5));
    assertThat(changes(trained))
        .contains("c new_categories", "c vanished_categories", "w new_column");
    assertThat(trained.model().features().columnNames()).contains("w");
  }

  @Test
  void aRefittedModelHasOldAndNewClasses() throws IOException {
    Dataset<Row> train = rows(0, 600, "IF(cos(0.7 * id) > 0, 'maybe', 'no') AS label").drop("v");
    Trained trained = goOn(train, train, REFIT, "training.steps=400", "learning_rate.initial=0.05");
    assertThat(classes(trained.model())).containsExactly("maybe", "no", "yes");
    assertThat(changes(trained))
        .contains("v missing_column", "label new_classes", "label vanished_classes");
    MetricReport dev = Objects.requireNonNull(trained.metrics().get(Split.DEV));
    assertThat(dev.value(Measure.ACCURACY).orElseThrow()).isGreaterThan(0.95);
  }

  @Test
  void anyExchangeAndPartitionsGiveTheSameBits() throws IOException {
    Dataset<Row> train = rows(0, 600, "14 + 6 * sin(id) AS x", "elt(1 + id % 2, 'n', 'p') AS c");
    float[] expected = goOn(train, REFIT, "training.exchange=session").model().parameters();
    assertThat(goOn(train.repartition(5), REFIT, "training.exchange=job").model().parameters())
        .containsExactly(expected);
  }

  /** The rows of a file of texts are kept without what is excluded. */
  @Test
  void aFeatureOfTheModelIsReadFromTextsThoughItIsExcluded() throws IOException {
    rows(0, 600).drop("v").write().option("header", true).csv(directory.resolve("csv").toString());
    String[] texts = {"data.format=csv", "data.path=" + directory.resolve("csv")};
    new Training(spark, config(texts))
        .run(TrainingListener.NONE)
        .model()
        .save(directory.resolve("of-texts"));
    List<float[]> trained = new ArrayList<>();
    for (String exclude : List.of("[]", "[x, c]")) {
      trained.add(
          new Training(
                  spark,
                  config(
                      texts[0],
                      texts[1],
                      "data.exclude=" + exclude,
                      "training.initial_model=" + directory.resolve("of-texts")))
              .run(TrainingListener.NONE)
              .model()
              .parameters());
    }
    assertThat(trained.get(1)).containsExactly(trained.get(0));
  }

  @Test
  void aTrainingThatMakesTheModelWorseIsWarnedOf() throws IOException {
    Trained worse = goOn(rows(0, 600), rows(600, 900), "learning_rate.initial=30");
    assertThat(worse.warnings())
        .anyMatch(each -> each.startsWith("the training has made training.initial_model worse"));
    Trained better = goOn(rows(0, 600), rows(600, 900), "training.steps=300");
    assertThat(better.warnings()).noneMatch(each -> each.contains("worse on the dev split"));
    assertThat(told(better).get("dev").get("accuracy").isNumber()).isTrue();
  }

  @Test
  void dropoutMayChangeAndThatIsSaid() throws IOException {
    Trained trained = goOn(rows(0, 600), "network.keep_prob=0.8");
    assertThat(trained.warnings()).anyMatch(each -> each.contains("dropout"));
    assertThat(goOn(rows(0, 600)).warnings()).noneMatch(each -> each.contains("dropout"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "network.activation=tanh",
        "network.hidden=[7]",
        "network.batch_norm=shard",
        "network.hidden=[6, 6]",
        "training.loss=sigmoid_cross_entropy"
      })
  void anyOtherNetworkIsRefusedEitherWay(String key) {
    for (String policy : List.of("training.initial_schema=keep", REFIT)) {
      assertThatThrownBy(() -> goOn(rows(0, 100), key, policy))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("training.initial_model has the network");
    }
  }

  @Test
  void aModelOfAnotherLabelOrTaskIsRefused() {
    assertThatThrownBy(() -> goOn(rows(0, 100), "data.label=c"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("data.label: found [c]")
        .hasMessageContaining("predicts [label]");
    assertThatThrownBy(() -> goOn(rows(0, 100), "training.loss=squared_error"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("training.loss: found squared_error, which predicts numbers")
        .hasMessageContaining("allowed with it: softmax_cross_entropy");
  }

  @Test
  void whatCannotBeAClassBesideTheModelsIsRefused() {
    assertThatThrownBy(() -> goOn(rows(0, 100, "id % 2 AS label"), REFIT))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("training has texts there");
  }

  @Test
  void anotherPolicyIsRefusedNamingThoseThatThereAre() {
    assertThatThrownBy(() -> config(initial("training.initial_schema=new")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("training.initial_schema")
        .hasMessageContaining("keep, refit");
  }
}
