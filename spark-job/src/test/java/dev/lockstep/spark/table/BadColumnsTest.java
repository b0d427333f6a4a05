package dev.lockstep.spark.table;

import static dev.lockstep.spark.testing.TestSpark.table;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.feature.MissingValues;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a table's columns, told before any row is read. */
class BadColumnsTest {
  private static final Dataset<Row> TABLE =
      table("x, c, label", "(1, 'a', 0), (2, 'b', 1), (3, 'a', 1)");

  @SafeVarargs
  private static void assertBad(String message, Loading loading, Dataset<Row>... tables) {
    assertThatThrownBy(() -> loading.load(tables))
        .isInstanceOf(BadDataException.class)
        .hasMessage(message);
  }

  @Test
  void aMissingColumnIsNamedWithItsRoleAndThoseThereAre() {
    String there = "; it has x, c, label";
    assertBad(
        "the train table has no column 'y', which is to be the label" + there,
        new Loading().label("y"),
        TABLE);
    assertBad(
        "the train table has no column 'y', which is to be the label" + there,
        new Loading().label("y").regression(),
        TABLE);
    assertBad(
        "the train table has no column 'X', which is to be the feature" + there,
        new Loading().features("X"),
        TABLE);
    assertBad(
        "the train table has no column 'w', which is to be the weight" + there,
        new Loading().weight("w"),
        TABLE);
    assertBad(
        "the train table has no column 'id', which is to be the excluded column" + there,
        new Loading().exclude("id"),
        TABLE);
    assertBad(
        "the train table has no column 'z', which is to be the feature (data.categorical)" + there,
        new Loading().categorical("z"),
        TABLE);
  }

  @Test
  void aColumnsNameBreaksNoLineAndChangesNoColour() {
    assertBad(
        "the train table has no column 'y', which is to be the label; it has a\\u000ab\\u001b[31m",
        new Loading().label("y"),
        TABLE.selectExpr("x as `a\nb\u001b[31m`"));
  }

  @Test
  void allMissingColumnsAreNamed() {
    List<String> names = IntStream.range(0, 40).mapToObj(i -> "f" + i).toList();
    assertBad(
        "the train table has no columns '"
            + String.join("', '", names)
            + "', which are to be features; it has x, c, label",
        new Loading().features(names.toArray(String[]::new)),
        TABLE);
  }

  @Test
  void aColumnMissingInAnotherTableIsNamedWithIt() {
    assertBad(
        "the dev table has no column 'c', which is to be the feature; it has x, label",
        new Loading(),
        TABLE,
        TABLE.drop("c"));
  }

  @Test
  void anArrayIsNoRegressionLabelAndNoWeight() {
    Dataset<Row> table = table("x, a, label", "(1, array(1), 0), (2, array(1), 1)");
    assertBad(
        "the label column 'a' of the train table holds array<int> values; it must hold numbers",
        new Loading().label("a").regression(),
        table);
    assertBad(
        "the weight column 'a' of the train table holds array<int> values; it must hold numbers",
        new Loading().weight("a"),
        table);
  }

  @Test
  void classesThatAreTextsInTrainingAreNoNumbersElsewhere() {
    assertBad(
        "the label column 'label' of the dev table holds int values; training has texts there",
        new Loading(),
        table("x, label", "(1, '0'), (2, '1')"),
        table("x, label", "(1, 0)"));
  }

  @Test
  void allColumnsThatAreMissingAreNamedAtOnce() {
    assertBad(
        "the dev table has no columns 'x', 'c', which are to be features; it has label",
        new Loading(),
        TABLE,
        TABLE.select("label"));
  }

  @Test
  void allColumnsThatCannotBeFeaturesAreNamedAtOnceWithWhatToDo() {
    assertBad(
        "the train table has 3 columns that cannot be features: when (date), a b (binary), tags (array<string>); leave them out:"
            + " data.exclude: [id, when, 'a b', tags]; or take dates as numbers: data.calendar: [when]. Features are numbers,"
            + " booleans, texts, arrays of numbers and Spark ML vectors",
        new Loading().exclude("id"),
        table(
            "id, x, when, `a b`, tags, label",
            "(1, 1, DATE '2020-01-01', X'00', array('a'), 0), (2, 2, DATE '2020-01-02', X'01', array('b'), 1)"));
  }

  @Test
  void anArrayInAnotherTableIsNoCategory() {
    assertBad(
        "the feature column 'c' of the dev table holds array<int> values; training has categories there",
        new Loading(),
        TABLE,
        table("x, c, label", "(1, array(1), 0)"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "DATE '2020-01-01' | date",
        "TIMESTAMP '2020-01-01 00:00:00' | timestamp",
        "map('a', 1) | map<string,int>",
        "struct(1 AS a) | struct<a:int>",
        "array('a') | array<string>",
        "array(array(1)) | array<array<int>>",
        "X'00' | binary"
      })
  void aTypeThatIsNoFeatureIsNamedWithThoseThatAre(String value, String type) {
    assertBad(
        "the train table has 1 column that cannot be features: f ("
            + type
            + "); leave them out: data.exclude: [f]"
            + (type.equals("date") || type.equals("timestamp")
                ? "; or take dates as numbers: data.calendar: [f]"
                : "")
            + ". Features are numbers, booleans, texts, arrays of numbers and Spark ML vectors",
        new Loading(),
        table("f, label", "(" + value + ", 0), (" + value + ", 1)"));
  }

  @Test
  void aFractionIsNoCategory() {
    assertBad(
        "data.categorical names 'x', which holds double values in the train table; strings, integers and booleans can be categories",
        new Loading().categorical("x"),
        table("x, label", "(1.5D, 0)"));
  }

  @Test
  void anArrayIsNoClass() {
    assertBad(
        "the label column 'label' holds array<int> values; strings, numbers and booleans can be classes",
        new Loading(),
        table("x, label", "(1, array(1))"));
  }

  @Test
  void aClassificationHasOneLabel() {
    assertBad(
        "data.label names 2 columns, which is for training.loss: squared_error; a classification has one",
        new Loading().label("label", "x"),
        TABLE);
  }

  @Test
  void aCategoryMustBeAFeature() {
    assertBad(
        "data.categorical names 'c', which is not among the features",
        new Loading().features("x").categorical("c"),
        TABLE);
  }

  @Test
  void atLeastOneColumnMustBeAFeature() {
    assertBad(
        "the train table has no column left to be a feature",
        new Loading().exclude("x", "c"),
        TABLE);
  }

  @Test
  void tooManyCategoriesAreToldWithExamples() {
    assertBad(
        "the column 'c' has more than 2 distinct values, such as [a, b, d]; raise data.max_categories, exclude the column, or,"
            + " if it should hold numbers, look for the values that are none",
        new Loading().maxCategories(2),
        table("c, label", "('d', 0), ('b', 1), ('a', 1)"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "double | nothing is known to impute in the column 'f'",
        "string | the column 'f' has no category",
        "array<double> | the column 'f' has vectors of 0 elements; 1 to 1,048,576 are possible"
      })
  void aColumnWithoutAnyValueHasNothingToImpute(String type, String problem) {
    String none = "CAST(NULL AS " + type + ")";
    assertBad(
        problem + "; it has no value in any of the 2 rows of the training split, exclude it",
        new Loading().missing(MissingValues.IMPUTE),
        table("f, label", "(" + none + ", 0), (" + none + ", 1)"));
  }

  @Test
  void anElementWithoutAnyValueHasNothingToImpute() {
    assertBad(
        "nothing is known to impute in the column 'v[1]'; it has no value in any of the 2 rows of the training split, exclude it",
        new Loading().missing(MissingValues.IMPUTE),
        table("v, label", "(array(1D, NULL), 0), (array(2D, NULL), 1)"));
  }
}
