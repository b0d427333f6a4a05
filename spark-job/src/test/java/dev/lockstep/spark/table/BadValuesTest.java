package dev.lockstep.spark.table;

import static dev.lockstep.spark.testing.TestSpark.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.feature.MissingValues;
import dev.lockstep.model.Model;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.spark.table.pack.LoadedData;
import dev.lockstep.spark.testing.TestSpark;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that cannot be used, each told with its column, its place and what is allowed. */
class BadValuesTest {
  private static final Dataset<Row> GOOD = table("x, label", "(1D, 0), (2D, 1)");

  @TempDir private Path directory = Path.of("");

  @SafeVarargs
  private static void assertBad(String message, Loading loading, Dataset<Row>... tables) {
    assertThatThrownBy(() -> loading.load(tables))
        .isInstanceOf(BadDataException.class)
        .hasMessage(message);
  }

  /** A table in one partition, so that rows have a number. */
  private static Dataset<Row> one(String columns, String rows) {
    return table(columns, rows).coalesce(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Infinity", "-Infinity"})
  void aFeatureMustBeFinite(String value) {
    String bad = "DOUBLE('" + value + "')";
    String allowed = ", which is not a finite float32 number, in row 2 of the table";
    assertBad(
        "column 'x': found " + value + allowed,
        new Loading(),
        one("x, label", "(1D, 0), (" + bad + ", 1)"));
    assertBad(
        "column 'v': found " + value + " in element 1" + allowed,
        new Loading(),
        one("v, label", "(array(1D, 1D), 0), (array(1D, " + bad + "), 1)"));
  }

  @Test
  void aBadElementOfASparseVectorIsNamedByItsPlaceInTheVector() {
    StructType schema =
        new StructType().add("v", SQLDataTypes.VectorType()).add("label", DataTypes.IntegerType);
    List<Row> rows =
        List.of(
            RowFactory.create(Vectors.dense(1, 2, 3, 4, 5), 0),
            RowFactory.create(
                Vectors.sparse(5, new int[] {3}, new double[] {Double.POSITIVE_INFINITY}), 1));
    assertBad(
        "column 'v': found Infinity in element 3, which is not a finite float32 number, in row 2 of the table",
        new Loading(),
        TestSpark.session().createDataFrame(rows, schema).coalesce(1));
  }

  @Test
  void aFeatureMustFitFloat32() {
    assertBad(
        "column 'x': found 1.0E39, which is not a finite float32 number, in row 1 of the table",
        new Loading(),
        one("x, label", "(1e39D, 0), (1D, 1)"));
  }

  @Test
  void aBadRowIsToldWithItsFileAndHowManyThereAre() {
    String path = directory.resolve("table").toString();
    TestSpark.session()
        .range(0, 100, 1, 1)
        .selectExpr("if(id >= 41, double('Infinity'), id) as x", "id % 2 as label")
        .write()
        .parquet(path);
    assertThatThrownBy(() -> new Loading().from(Path.of(path)).load())
        .isInstanceOf(BadDataException.class)
        .hasMessageMatching(
            "column 'x': found Infinity, which is not a finite float32 number, in row 42 of file:.*/table/part-00000.*\\.parquet \\(and 58 more\\)");
  }

  @Test
  void allBadColumnsAreToldAtOnce() {
    assertThatThrownBy(
            () ->
                new Loading()
                    .load(one("x, y, label", "(1D, NULL, 0), (DOUBLE('Infinity'), 1, NULL)")))
        .hasMessage(
            """
            column 'y': found no value; set data.missing to drop or impute, or exclude the column, in row 1 of the table
            column 'label': found no value; every row needs a label (data.missing: drop leaves out rows without), in row 2 of the table
            column 'x': found Infinity, which is not a finite float32 number, in row 2 of the table""");
  }

  @Test
  void badValuesOfDevAndTestAreToldToo() {
    assertBad(
        "column 'x': found Infinity, which is not a finite float32 number, in row 1 of the table",
        new Loading(),
        GOOD,
        GOOD,
        one("x, label", "(DOUBLE('Infinity'), 0)"));
  }

  @Test
  void aLabelMustBeFinite() {
    String problem =
        "column 'label': found Infinity, which is not a finite float32 number, in row 2 of the table";
    Dataset<Row> table = one("x, label", "(1, 1D), (2, DOUBLE('Infinity'))");
    assertBad(problem, new Loading(), table);
    assertBad(problem, new Loading().regression(), table);
    assertBad(problem, new Loading().missing(MissingValues.DROP), table);
    assertBad(problem, new Loading().regression().missing(MissingValues.DROP), table);
  }

  @Test
  void aLabelMustBeThere() {
    String problem =
        "column 'label': found no value; every row needs a label (data.missing: drop leaves out rows without), in row 2 of the table";
    Dataset<Row> table = one("x, label", "(1, 1D), (2, NULL)");
    assertBad(problem, new Loading(), table);
    assertBad(problem, new Loading().regression(), table);
    assertBad(problem, new Loading().missing(MissingValues.IMPUTE), table);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1.0", "Infinity"})
  void aWeightMustBeFiniteAndNotNegative(String weight) {
    assertBad(
        "column 'w': found "
            + weight
            + "; weights must be finite and at least 0, in row 1 of the table",
        new Loading().weight("w"),
        one("x, w, label", "(1, DOUBLE('" + weight + "'), 0), (2, 1D, 1)"));
  }

  @Test
  void aWeightMustBeThere() {
    assertBad(
        "column 'w': found no value; weights must be given for every row, in row 1 of the table",
        new Loading().weight("w").missing(MissingValues.IMPUTE),
        one("x, w, label", "(1, NULL, 0), (2, 1D, 1)"));
    assertBad(
        "column 'w': found no value; weights must be given for every row, in row 1 of the table",
        new Loading().weight("w").missing(MissingValues.IMPUTE),
        one("x, w, label", "(1, DOUBLE('NaN'), 0), (2, 1D, 1)"));
  }

  @Test
  void someWeightMustBePositive() {
    assertBad(
        "all 2 rows of the table have weight 0; at least one must weigh more",
        new Loading().weight("w"),
        table("x, w, label", "(1, 0, 0), (2, 0, 1)"));
  }

  @Test
  void aMissingFeatureIsToldWithWhatToDo() {
    String problem =
        "found no value; set data.missing to drop or impute, or exclude the column, in row 2 of the table";
    assertBad("column 'x': " + problem, new Loading(), one("x, label", "(1, 0), (NULL, 1)"));
    assertBad(
        "column 'x': " + problem, new Loading(), one("x, label", "(1D, 0), (DOUBLE('NaN'), 1)"));
    assertBad("column 'c': " + problem, new Loading(), one("c, label", "('a', 0), (' ', 1)"));
    assertBad(
        "column 'v': " + problem,
        new Loading(),
        one("v, label", "(array(1D), 0), (array(DOUBLE('NaN')), 1)"));
    assertBad("column 'c': " + problem, new Loading(), one("c, label", "('a', 0), (NULL, 1)"));
    assertBad(
        "column 'v': " + problem,
        new Loading(),
        one("v, label", "(array(1), 0), (array(CAST(NULL AS INT)), 1)"));
  }

  @Test
  void arraysOfAPartitionMustHaveOneLength() {
    assertBad(
        "column 'v': found an array of 1 elements where other rows have 2; all arrays of a column must have the same number, in row 2 of the table",
        new Loading(),
        one("v, label", "(array(1, 2), 0), (array(1), 1)"));
  }

  @Test
  void arraysOfAllPartitionsMustHaveOneLength() {
    Dataset<Row> table =
        TestSpark.session()
            .range(0, 4, 1, 2)
            .selectExpr("if(id < 2, array(1, 2), array(1)) as v", "id % 2 as label");
    assertBad(
        "column 'v': found an array of 1 elements where other rows have 2; all arrays of a column must have the same number, in the table",
        new Loading(),
        table);
  }

  @Test
  void arraysOfAllSplitsMustHaveOneLength() {
    assertBad(
        "column 'v': found an array of 1 elements where other rows have 2; all arrays of a column must have the same number, in the table",
        new Loading(),
        table("v, label", "(array(1, 2), 0), (array(3, 4), 1)"),
        table("v, label", "(array(1), 0)"));
  }

  @Test
  void arraysMustHaveTheLengthThatAModelWasTrainedOn() {
    Dataset<Row> table = table("v, label", "(array(1, 2), 0), (array(3, 4), 1)");
    LoadedData data = new Loading().load(table);
    Network network = new Network(2, List.of(new Dense(2, 2)), new SoftmaxCrossEntropy());
    Model model = new Model(network, new float[6], data.features(), data.target());
    assertThat(Rows.of(new Loading().initial(model).load(table))).hasSize(2);
    assertBad(
        "the column 'v' holds an array of 1 elements; all need 2, in row 1 of the table",
        new Loading().initial(model),
        one("v, label", "(array(1), 0), (array(2), 1)"));
  }

  @Test
  void aClassMustOccurInTraining() {
    assertBad(
        "the dev split has the class '2' in the label column 'label', which training does not see; its classes are [0, 1]",
        new Loading(),
        GOOD,
        table("x, label", "(1D, 2)"));
  }

  @Test
  void aClassificationNeedsTwoClasses() {
    assertBad(
        "the label column 'label' has the one class '7' in the training split; a classification needs at least 2",
        new Loading(),
        table("x, label", "(1, 7), (2, 7)"));
  }

  @Test
  void distinctNumbersAreTooManyClasses() {
    assertBad(
        "the label column 'label' has more than 10,000 distinct values, too many for classes; to predict a number, set"
            + " training.loss: squared_error",
        new Loading(),
        TestSpark.session().range(10_001).selectExpr("id as x", "id / 2 as label"));
    assertBad(
        "the label column 'label' has 200 different numbers, such as 50.0, in 200 rows, which look like no classes; to predict a"
            + " number, set training.loss: squared_error",
        new Loading(),
        TestSpark.session().range(200).selectExpr("id as x", "id / 2 as label"));
  }

  @Test
  void thereMustBeARowForEveryShard() {
    assertBad(
        "the training split has 2 rows for 3 shards; set training.shards to at most 2",
        new Loading().shards(3),
        GOOD);
  }

  @Test
  void eachTableMustHaveRows() {
    assertBad("the train table has no rows; it needs at least 1", new Loading(), GOOD.limit(0));
    assertBad("the dev table has no rows; it needs at least 1", new Loading(), GOOD, GOOD.limit(0));
  }

  @Test
  void notAllRowsMayBeDropped() {
    assertBad(
        "the training split is empty: all 2 rows were left out, 2 because something is missing (data.missing: drop), 0 because they are malformed (data.malformed: drop)",
        new Loading().missing(MissingValues.DROP),
        table("x, label", "(NULL, 0), (1, NULL)"));
  }
}
