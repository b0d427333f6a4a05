package dev.lockstep.spark.table.score;

import static dev.lockstep.spark.testing.TestSpark.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.feature.MissingValues;
import dev.lockstep.linalg.BlasChoice;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.loss.Loss;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.nn.loss.SquaredError;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.spark.cluster.SharedBlas;
import dev.lockstep.spark.config.DataConfig.Malformed;
import dev.lockstep.spark.exchange.Computation;
import dev.lockstep.spark.exchange.JobGradients;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.Loading;
import dev.lockstep.spark.table.pack.LoadedData;
import dev.lockstep.spark.table.score.Scorer.Layout;
import dev.lockstep.spark.table.source.TableSource;
import dev.lockstep.spark.table.source.Tables.Table;
import dev.lockstep.spark.testing.TestSpark;
import dev.lockstep.train.Split;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScorerTest {
  /** Scores grow with x: w = 1 for the second of two outputs, or the only one, else 0. */
  private static Model model(Loading loading, Dataset<Row> training, Loss loss, int outputs) {
    LoadedData data = loading.load(training);
    int inputs = data.features().width();
    float[] parameters = new float[(inputs + 1) * outputs];
    parameters[outputs == 1 ? 0 : inputs] = 1;
    Network network = new Network(inputs, List.of(new Dense(inputs, outputs)), loss);
    return new Model(network, parameters, data.features(), data.target());
  }

  private static Model binary(MissingValues missing) {
    return model(
        new Loading().missing(missing),
        table("x, label", "(-3D, 'no'), (5D, 'yes')"),
        new SigmoidCrossEntropy(),
        1);
  }

  /** A network whose weights are all 0 gives every class of every row the same probability. */
  @ParameterizedTest
  @CsvSource({"1, 2", "2, 2", "3, 3"})
  void accuracyOfPredictionsIsThatOfEvaluationWithAllScoresEqual(int outputs, int classes) {
    String rows = "(1D, 'a'), (2D, 'b'), (3D, 'b'), (4D, 'a'), (5D, 'a'), (6D, 'b')";
    Dataset<Row> table = table("x, label", rows + (classes == 3 ? ", (7D, 'c')" : ""));
    LoadedData data = new Loading().load(table);
    Loss loss = outputs == 1 ? new SigmoidCrossEntropy() : new SoftmaxCrossEntropy();
    Network network = new Network(1, List.of(new Dense(1, outputs)), loss);
    Model model = new Model(network, new float[2 * outputs], data.features(), data.target());
    MetricSet metrics = classes == 2 ? MetricSet.binary() : MetricSet.multiclass(classes);
    BatchPlan plan = new BatchPlan(table.count(), 1, Shuffle.NONE, 0);
    Computation task = new Computation(network, plan, metrics, blas());
    JavaSparkContext spark = new JavaSparkContext(TestSpark.session().sparkContext());
    try (JobGradients examples = new JobGradients(spark, task, data.splits())) {
      MetricReport report = examples.evaluate(model.parameters(), Split.TRAIN);
      Dataset<Row> scored = score(model, table);
      double right = scored.where("prediction = label").count();
      assertThat(report.values().get("accuracy")).isEqualTo(right / table.count());
      assertThat(scored.where("prediction = 'a'").count()).isEqualTo(table.count());
    }
  }

  private static Dataset<Row> score(Model model, Dataset<Row> rows) {
    return score(model, Layout.ARRAYS, rows);
  }

  private static Dataset<Row> score(Model model, Layout layout, Dataset<Row> rows) {
    Table table = new Table(new TableSource.Given(rows), "the table", Optional.empty());
    return new Scorer(model, layout, Malformed.ERROR).score(TestSpark.session(), table);
  }

  private static void assertBad(String message, Model model, Dataset<Row> rows) {
    assertThatThrownBy(() -> score(model, rows).collectAsList())
        .satisfies(
            thrown -> {
              Throwable cause = thrown;
              while (!(cause instanceof BadDataException)) {
                cause = Objects.requireNonNull(cause.getCause());
              }
              assertThat(cause).hasMessage(message);
            });
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @Test
  void allColumnsAreKeptAndTheLabelIsNotNeeded() {
    Dataset<Row> rows = table("id, x, extra", "(7, 2D, map('k', 1)), (8, -2D, NULL)");
    List<Row> scored = score(binary(MissingValues.ERROR), rows).collectAsList();
    assertThat(scored.get(0).schema().fieldNames())
        .containsExactly("id", "x", "extra", "prediction", "probability");
    assertThat(scored.get(0).getInt(0)).isEqualTo(7);
    assertThat(scored.get(0).getJavaMap(2)).isEqualTo(java.util.Map.of("k", 1));
    assertThat(scored.get(0).getString(3)).isEqualTo("yes");
    assertThat(scored.get(0).getFloat(4)).isCloseTo((float) sigmoid(2), within(1e-6f));
    assertThat(scored.get(1).isNullAt(2)).isTrue();
    assertThat(scored.get(1).getString(3)).isEqualTo("no");
    assertThat(scored.get(1).getFloat(4)).isCloseTo((float) sigmoid(-2), within(1e-6f));
  }

  @Test
  void rowsKeepTheirOrderOverManyBatches() {
    Dataset<Row> rows =
        TestSpark.session().range(0, 5000, 1, 2).selectExpr("id", "double(id % 17 - 8) as x");
    List<Row> scored = score(binary(MissingValues.ERROR), rows).collectAsList();
    assertThat(scored).hasSize(5000);
    for (int i = 0; i < scored.size(); i++) {
      Row row = scored.get(i);
      assertThat(row.getLong(0)).isEqualTo(i);
      assertThat(row.getFloat(3)).isCloseTo((float) sigmoid(row.getDouble(1)), within(1e-6f));
    }
  }

  @Test
  void twoSoftmaxOutputsGiveTheProbabilityOfTheSecondClass() {
    Model model =
        model(new Loading(), table("x, label", "(1, 0), (2, 1)"), new SoftmaxCrossEntropy(), 2);
    Row row = score(model, table("x", "(3)")).first();
    assertThat(row.getInt(1)).isEqualTo(1);
    assertThat(row.getFloat(2)).isCloseTo((float) sigmoid(3), within(1e-6f));
  }

  @Test
  void manyClassesHaveAProbabilityEach() {
    Model model =
        model(
            new Loading(),
            table("x, label", "(1, 'a'), (2, 'b'), (3, 'c')"),
            new SoftmaxCrossEntropy(),
            3);
    Row row = score(model, table("x", "(1)")).first();
    assertThat(row.schema().fieldNames()).containsExactly("x", "prediction", "probabilities");
    assertThat(row.getString(1)).isEqualTo("b");
    List<Float> probabilities = row.getList(2);
    float rest = (float) (1 / (2 + Math.E));
    assertThat(probabilities.get(0)).isCloseTo(rest, within(1e-6f));
    assertThat(probabilities.get(1)).isCloseTo(rest * (float) Math.E, within(1e-6f));
    assertThat(probabilities.get(2)).isCloseTo(rest, within(1e-6f));
  }

  @Test
  void numbersHaveAllTheDigitsThatTheirUnitsNeed() {
    Model model =
        model(
            new Loading().regression().standardizeTarget(),
            table("x, label", "(1, 1700000001D), (2, 1700000003D)"),
            new SquaredError(),
            1);
    assertThat(score(model, table("x", "(0), (2)")).collectAsList())
        .extracting(row -> row.getDouble(1))
        .containsExactly(1700000002.0, 1700000004.0);
  }

  @Test
  void aFormatWithoutArraysHasAColumnForEachClassAndNumber() {
    Dataset<Row> training = table("x, label", "(1, 'a'), (2, 'b'), (3, 'c')");
    Model classes =
        model(new Loading().missing(MissingValues.DROP), training, new SoftmaxCrossEntropy(), 3);
    List<Row> rows =
        score(classes, Layout.COLUMNS, table("x", "(1), (NULL)").coalesce(1)).collectAsList();
    assertThat(rows.get(0).schema().fieldNames())
        .containsExactly("x", "prediction", "probability_a", "probability_b", "probability_c");
    assertThat(rows.get(0).getFloat(3)).isCloseTo((float) (Math.E / (2 + Math.E)), within(1e-6f));
    assertThat(rows.get(1).isNullAt(4)).isTrue();
    Model numbers =
        model(
            new Loading().label("y", "z").regression(),
            table("x, y, z", "(1, 1D, 2D), (2, 3D, 4D)"),
            new SquaredError(),
            2);
    Row row = score(numbers, Layout.COLUMNS, table("x", "(7)")).first();
    assertThat(row.schema().fieldNames()).containsExactly("x", "prediction_y", "prediction_z");
    assertThat(row.getDouble(2)).isEqualTo(7);
  }

  @Test
  void numbersAreInTheUnitsOfTheLabel() {
    Model model =
        model(
            new Loading().regression().standardizeTarget(),
            table("x, label", "(1, 100D), (2, 300D)"),
            new SquaredError(),
            1);
    assertThat(score(model, table("x", "(0), (2)")).collectAsList())
        .extracting(row -> row.getDouble(1))
        .containsExactly(200.0, 400.0);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, int",
    "0Y, 1Y, tinyint",
    "0L, 1L, bigint",
    "false, true, boolean",
    "0.5F, 1.5F, float",
    "0.5D, 1.5D, double",
    "0.5BD, 1.5BD, 'decimal(2,1)'",
    "'\"a\"', '\"b\"', string"
  })
  void predictionsHaveTheTypeOfTheLabel(String first, String second, String type) {
    Dataset<Row> training = table("x, label", "(-1, " + first + "), (1, " + second + ")");
    Dataset<Row> scored =
        score(model(new Loading(), training, new SigmoidCrossEntropy(), 1), training);
    assertThat(scored.schema().apply("prediction").dataType().simpleString()).isEqualTo(type);
    for (Row row : scored.collectAsList()) {
      assertThat(row.<Object>getAs("prediction")).isEqualTo(row.<Object>getAs("label"));
    }
  }

  @Test
  void aRegressionPredictsNumbers() {
    Dataset<Row> training = table("x, y, z", "(1, 1D, 2D), (2, 3D, 4D)");
    Row one =
        score(
                model(
                    new Loading().label("y").exclude("z").regression(),
                    training,
                    new SquaredError(),
                    1),
                table("x", "(7)"))
            .first();
    assertThat(one.schema().apply("prediction").dataType()).isEqualTo(DataTypes.DoubleType);
    assertThat(one.getDouble(1)).isEqualTo(7);
    Row two =
        score(
                model(new Loading().label("y", "z").regression(), training, new SquaredError(), 2),
                table("x", "(7)"))
            .first();
    assertThat(two.<Double>getList(1)).containsExactly(0.0, 7.0);
  }

  @Test
  void aMissingFeatureIsAnErrorOrNoPredictionOrImputed() {
    Dataset<Row> rows = table("x", "(2D), (NULL)").coalesce(1);
    assertBad(
        "a value is missing in the column 'x', and nothing was learnt to impute there, in row 2 of"
            + " the table",
        binary(MissingValues.ERROR),
        rows);
    Row dropped = score(binary(MissingValues.DROP), rows).collectAsList().get(1);
    assertThat(dropped.isNullAt(1)).isTrue();
    assertThat(dropped.isNullAt(2)).isTrue();
    Row imputed = score(binary(MissingValues.IMPUTE), rows).collectAsList().get(1);
    assertThat(imputed.getFloat(2)).isCloseTo((float) sigmoid(1), within(1e-6f));
  }

  @Test
  void aCategoryThatTrainingDidNotSeeCountsForNothing() {
    Model model =
        model(
            new Loading(),
            table("c, label", "('a', 'no'), ('b', 'yes')"),
            new SigmoidCrossEntropy(),
            1);
    List<Row> scored = score(model, table("c", "('a'), ('z')")).collectAsList();
    assertThat(scored.get(0).getFloat(2)).isCloseTo((float) sigmoid(1), within(1e-6f));
    assertThat(scored.get(1).getFloat(2)).isEqualTo(0.5f);
  }

  @Test
  void categoriesThatTrainingDidNotSeeAreCounted() {
    Model model =
        model(
            new Loading().categorical("code"),
            table("c, code, label", "('a', 7, 'no'), ('b', 8, 'yes')"),
            new SigmoidCrossEntropy(),
            1);
    Table table =
        new Table(
            new TableSource.Given(table("c, code", "('a', 7.0D), ('z', 8.0D), ('y', 8.5D)")),
            "the table",
            Optional.empty());
    Scorer scorer = new Scorer(model, Layout.ARRAYS, Malformed.ERROR);
    assertThat(scorer.score(TestSpark.session(), table).collectAsList()).hasSize(3);
    String rest = " that training did not see, and that counts for nothing";
    assertThat(scorer.warnings())
        .containsExactly(
            "2 of 3 rows have a value in the column 'c'" + rest,
            "1 of 3 rows have a value in the column 'code'" + rest);
  }

  @Test
  void whatDoesNotFitTheModelIsTold() {
    Model model = binary(MissingValues.ERROR);
    assertBad(
        "the table has no column 'x', which is to be the feature; it has y",
        model,
        table("y", "(1)"));
    assertBad(
        "the column 'x' holds '1d', which is not a number, in row 2 of the table",
        model,
        table("x", "('1'), ('1d')").coalesce(1));
    assertBad(
        "the feature column 'x' of the table holds array<double> values; training has numbers"
            + " there",
        model,
        table("x", "(array(1D))"));
    assertBad(
        "the table has a column 'prediction' already, which scoring adds; rename it first",
        model,
        table("x, Prediction", "(1, 2)"));
  }

  @Test
  void aFeatureThatIsNotFiniteIsTold() {
    assertBad(
        "the column 'x' holds Infinity, which is not a finite float32 number, in row 2 of the"
            + " table",
        binary(MissingValues.IMPUTE),
        table("x", "(1D), (DOUBLE('Infinity'))").coalesce(1));
  }

  @Test
  void aTableWithoutRowsHasNoPredictions() {
    assertThat(score(binary(MissingValues.ERROR), table("x", "(1D)").limit(0)).collectAsList())
        .isEmpty();
  }

  private static SharedBlas blas() {
    return new SharedBlas(TestSpark.session().sparkContext(), BlasChoice.AUTO);
  }
}
