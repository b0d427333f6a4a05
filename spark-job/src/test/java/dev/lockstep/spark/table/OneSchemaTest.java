package dev.lockstep.spark.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureColumn.Categorical;
import dev.lockstep.feature.FeatureColumn.Numeric;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.model.Model;
import dev.lockstep.model.Target;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.spark.cluster.Cores;
import dev.lockstep.spark.table.pack.LoadedData;
import dev.lockstep.spark.testing.TestSpark;
import dev.lockstep.train.Split;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a column is read is decided on the table that is trained on, and obeyed everywhere. */
class OneSchemaTest {
  @TempDir private Path directory = Path.of("");

  private Path file(String name, String text) throws IOException {
    Path path = directory.resolve(name);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }

  private static Loading csv() {
    return new Loading().format("csv", Map.of());
  }

  private static Loading json() {
    return new Loading().format("json", Map.of());
  }

  private static Model model(LoadedData data) {
    int inputs = data.features().width();
    int classes = ((Target.Classification) data.target()).labels().size();
    Network network =
        new Network(inputs, List.of(new Dense(inputs, classes)), new SoftmaxCrossEntropy());
    float[] parameters = new float[network.parameters().size()];
    return new Model(network, parameters, data.features(), data.target());
  }

  @Test
  void codesOfDigitsStayTextsInEveryTable() throws IOException {
    Path train = file("train.csv", "code,label\n007,0\nA1,1\n12,1\n");
    Path test = file("test.csv", "code,label\n007,0\n12,1\n7,1\n");
    LoadedData data = csv().from(List.of(train), List.of(), List.of(test)).load();
    assertThat(((Categorical) data.features().columns().get(0)).categories().values())
        .containsExactly("007", "12", "A1");
    assertThat(Rows.of(data, Split.TEST))
        .containsExactly(
            new float[] {1, 0, 0, 0, 1}, new float[] {0, 1, 0, 1, 1}, new float[] {0, 0, 0, 1, 1});
    assertThat(Rows.of(csv().initial(model(data)).from(test).load()))
        .containsExactlyElementsOf(Rows.of(data, Split.TEST));
  }

  @Test
  void digitsWithZerosInFrontAreNoNumbers() throws IOException {
    LoadedData data = csv().from(file("t.csv", "zip,x,label\n01234,1,0\n56789,2,1\n")).load();
    assertThat(data.features().columns().get(0)).isInstanceOf(Categorical.class);
    assertThat(data.features().columns().get(1)).isInstanceOf(Numeric.class);
  }

  @ParameterizedTest
  @CsvSource({
    "1d, 7d, string",
    "0, 1, int",
    "0, 3000000000, bigint",
    "0.5, 1.0, double",
    "1.0, 1.10, string",
    "false, true, boolean",
    "False, True, string",
    "01, 02, string",
  })
  void classesComeBackAsTheyStood(String first, String second, String type) throws IOException {
    Path table = file("t.csv", "x,label\n1," + first + "\n2," + second + "\n");
    LoadedData data = csv().from(table).load();
    Target.Classification target = (Target.Classification) data.target();
    assertThat(target.type()).isEqualTo(type);
    assertThat(target.labels().values())
        .extracting(Object::toString)
        .containsExactly(first, second);
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT(y)", "DOUBLE(y)", "y = 1", "STRING(y)", "DECIMAL(3, 1)(y)"})
  void zeroAndOneAreTheSameClassesWhateverTheirType(String type) {
    var session = TestSpark.session();
    String expression = type.startsWith("DECIMAL") ? "CAST(y AS DECIMAL(3, 1))" : type;
    var other =
        session
            .range(10)
            .selectExpr("id as x", "id % 2 as y")
            .selectExpr("x", expression + " as label");
    for (String trained : List.of("INT(y)", "DOUBLE(y)", "y = 1")) {
      var table =
          session
              .range(10)
              .selectExpr("id as x", "id % 2 as y")
              .selectExpr("x", trained + " as label");
      Model model = model(new Loading().load(table));
      assertThat(Rows.of(new Loading().initial(model).load(other)))
          .containsExactlyElementsOf(Rows.of(new Loading().load(table)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "json"})
  void anEmptyColumnAtScoringIsOneOfMissingValues(String format) throws IOException {
    boolean csv = format.equals("csv");
    Path train =
        csv
            ? file("train.csv", "a,b,label\n1,2,0\n2,4,1\n")
            : file("train.json", "{\"a\":1,\"b\":2,\"label\":0}\n{\"a\":2,\"b\":4,\"label\":1}\n");
    Path empty =
        csv
            ? file("empty.csv", "a,b,label\n1,,0\n2,,1\n")
            : file("empty.json", "{\"a\":1,\"b\":null,\"label\":0}\n{\"a\":2,\"label\":1}\n");
    Loading loading = new Loading().format(format, Map.of()).missing(MissingValues.IMPUTE);
    Model model = model(loading.from(train).load());
    assertThat(Rows.of(loading.initial(model).from(empty).load()))
        .containsExactly(new float[] {1, 3, 0, 1}, new float[] {2, 3, 1, 1});
  }

  @Test
  void whatJsonHoldsInOtherFilesDoesNotMatter() throws IOException {
    Path train =
        file(
            "train.json",
            "{\"c\":\"007\",\"v\":[1,2.5],\"x\":1,\"label\":\"a\"}\n{\"c\":\"A\",\"v\":[3,4],\"x\":2,\"label\":\"1\"}\n");
    Path test = file("test.json", "{\"c\":7,\"v\":[null,1],\"x\":\"3\",\"label\":1}\n");
    LoadedData data =
        json().missing(MissingValues.IMPUTE).from(List.of(train), List.of(), List.of(test)).load();
    assertThat(Rows.of(data, Split.TEST)).containsExactly(new float[] {0, 0, 0, 2, 1, 3, 0, 1});
  }

  @Test
  void theDirectoriesOfAPartitionedTableAreTexts() throws IOException {
    file("t/shop=007/a.csv", "x,label\n1,0\n");
    file("t/shop=12/a.csv", "x,label\n2,1\n");
    LoadedData data = csv().from(directory.resolve("t")).load();
    assertThat(data.features().columns())
        .filteredOn(column -> column.name().equals("shop"))
        .singleElement()
        .isInstanceOfSatisfying(
            Categorical.class,
            shop -> assertThat(shop.categories().values()).containsExactly("007", "12"));
  }

  @Test
  void theDirectoriesOfAPartitionedParquetTableAreTextsToo() {
    String path = directory.resolve("p").toString();
    TestSpark.table("x, shop, label", "(1, '01', 0), (2, '02', 1)")
        .write()
        .partitionBy("shop")
        .parquet(path);
    LoadedData data = new Loading().from(Path.of(path)).load();
    assertThat(((Categorical) data.features().columns().get(1)).categories().values())
        .containsExactly("01", "02");
  }

  @ParameterizedTest
  @CsvSource({"error", "drop", "impute"})
  void namedTextsAreMissingNumbers(String policy) throws IOException {
    Path table = file("t.csv", "x,label\n1,0\n?,1\n3,1\nNaN,0\n,1\n");
    MissingValues missing = MissingValues.named(policy);
    Loading loading = csv().missing(missing).missingTexts("?").from(table);
    if (missing == MissingValues.ERROR) {
      assertThatThrownBy(loading::load)
          .isInstanceOf(BadDataException.class)
          .hasMessageContaining("column 'x': found no value")
          .hasMessageContaining("row 2 of file:")
          .hasMessageContaining("(and 2 more)");
      return;
    }
    LoadedData data = loading.load();
    assertThat(data.features().columns().get(0)).isInstanceOf(Numeric.class);
    assertThat(data.features().missingTexts()).containsExactly("?");
    boolean drop = missing == MissingValues.DROP;
    assertThat(data.examples(Split.TRAIN)).isEqualTo(drop ? 2 : 5);
    assertThat(data.found().rejectedRows()).isEqualTo(drop ? 3 : 0);
    if (!drop) {
      assertThat(((Numeric) data.features().columns().get(0)).impute()).hasValue(2);
    }
  }

  @Test
  void aTextAmongNumbersIsWarnedOfWithItsPlaceAndRefusedWhereNumbersAreAskedFor()
      throws IOException {
    Path table = file("t.csv", "x,label\n1,0\n2,1\nlow,1\n4,0\n");
    LoadedData data = csv().from(table).load();
    assertThat(data.found().warnings())
        .singleElement()
        .asString()
        .startsWith(
            "the column 'x' is text, though 3 of its 4 values are numbers: 'low' is none, in row 3 of file:")
        .contains("data.missing_values: ['low']", "data.numeric: ['x']", "t.csv");
    assertThatThrownBy(() -> csv().numeric("x").from(table).load())
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("column 'x': found 'low', which is not a number, in row 3 of file:");
    assertThat(csv().categorical("x").from(table).load().found().warnings()).isEmpty();
  }

  @Test
  void namesOfRowsAreWarnedOf() {
    LoadedData data =
        new Loading()
            .load(
                TestSpark.session()
                    .range(50)
                    .selectExpr("concat('u', id) as id", "id % 3 as x", "id % 2 as label"));
    assertThat(data.found().warnings())
        .containsExactly(
            "the column 'id' has 50 different texts in 50 rows, each of which becomes a feature: if it tells rows apart rather than"
                + " groups of them, leave it out: data.exclude: ['id']");
  }

  @ParameterizedTest
  @ValueSource(strings = {"csv", "string", "date", "timestamp"})
  void datesAreNumbersWhereTheyAreAskedFor(String type) throws IOException {
    Loading loading = new Loading().calendar("when");
    LoadedData data;
    if (type.equals("csv")) {
      data =
          csv()
              .calendar("when")
              .from(file("t.csv", "when,label\n2024-02-29,0\n1970-01-01,1\n"))
              .load();
    } else {
      data =
          loading.load(
              TestSpark.table("s, label", "('2024-02-29', 0), ('1970-01-01', 1)")
                  .selectExpr(
                      type.equals("timestamp")
                          ? "to_timestamp(concat(s, 'T00:00:00Z')) as when"
                          : "cast(s as " + type + ") as when",
                      "label"));
    }
    assertThat(data.features().columns().get(0)).isInstanceOf(FeatureColumn.Calendar.class);
    assertThat(Rows.sorted(Rows.of(data)))
        .containsExactly(
            new float[] {1970, 1, 4, 0, 0, 1, 1}, new float[] {2024, 2, 4, 0, 19_782, 0, 1});
  }

  @Test
  void datesOfATextFormatAreToldWithWhatToDo() throws IOException {
    Path table = file("t.csv", "when,none,x,label\n2024-02-29,,1,0\n1970-01-01,,2,1\n");
    assertThatThrownBy(() -> csv().from(table).load())
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining(
            "2 columns that cannot be features: when (dates), none (no value in any row)")
        .hasMessageContaining(
            "data.exclude: [when, none]; or take dates as numbers: data.calendar: [when]");
  }

  @Test
  void aRowThatEndsWithinQuotesNamesTheOptionForLineBreaks() throws IOException {
    Path table = file("t.csv", "x,label\n1,0\n\"2\n3\",1\n4,1\n");
    assertThatThrownBy(() -> csv().from(table).load())
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("and ends within quotes (values with line breaks take data.options:")
        .hasMessageContaining("{multiLine: true}, or --option multiLine=true), in row 2 of");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "3,1,4"})
  void aMalformedRowIsToldOrLeftOut(String malformed) throws IOException {
    Path table = file("t.csv", "x,label\n1,0\n2,1\n" + malformed + "\n4,1\n");
    assertThatThrownBy(() -> csv().from(table).load())
        .isInstanceOf(BadDataException.class)
        .hasMessageStartingWith(
            "malformed row: found '"
                + malformed
                + "', which has not the 2 fields of the header, in row 3 of file:")
        .hasMessageEndingWith("t.csv; data.malformed: drop leaves such rows out");
    assertThatThrownBy(() -> csv().split(0.1, 0.1, table).load())
        .hasMessageContaining("which has not the 2 fields of the header, in row 3 of file:");
    LoadedData data = csv().dropMalformed().from(table).load();
    assertThat(data.examples(Split.TRAIN)).isEqualTo(3);
    assertThat(data.found().malformedRows()).isEqualTo(1);
  }

  @Test
  void aMalformedRowDoesNotDecideWhatAColumnHolds() throws IOException {
    Path table = file("t.csv", "name,x,label\na,1,0\nb,2,1\nJr, b,3,1\na,4,0\n");
    LoadedData data = csv().dropMalformed().from(table).load();
    assertThat(data.features().columns().get(1)).isInstanceOf(Numeric.class);
    assertThat(data.found().malformedRows()).isEqualTo(1);
  }

  @Test
  void aMalformedJsonObjectIsToldOrLeftOut() throws IOException {
    Path table = file("t.json", "{\"x\":1,\"label\":0}\n{\"x\":2,\n{\"x\":3,\"label\":1}\n");
    assertThatThrownBy(() -> json().from(table).load())
        .isInstanceOf(BadDataException.class)
        .hasMessageStartingWith("malformed row: found '{\"x\":2,', which is not one JSON object")
        .hasMessageContaining("in row 2 of file:");
    LoadedData data = json().dropMalformed().from(table).load();
    assertThat(data.examples(Split.TRAIN)).isEqualTo(2);
  }

  @Test
  void aFileWhoseColumnsStandInAnotherOrderIsRefused() throws IOException {
    file("t/a.csv", "x,label\n1,0\n2,1\n");
    Path other = file("t/b.csv", "label,x\n0,1\n");
    assertThatThrownBy(() -> csv().from(directory.resolve("t")).load())
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining(
            "b.csv has the columns label, x, other files of the table have x, label")
        .hasMessageContaining(other.getFileName().toString());
  }

  @Test
  void filesWithTheSameColumnsWrittenOtherwiseAreOneTable() throws IOException {
    file("t/a.csv", "x,label\n1,0\n2,1\n");
    file("t/b.csv", "\"x\",label\r\n3,1\r\n");
    file("t/c.csv", "");
    assertThat(csv().from(directory.resolve("t")).load().examples(Split.TRAIN)).isEqualTo(3);
  }

  @Test
  void namelessAndRepeatedColumnsGetNames() throws IOException {
    Path table = file("t.csv", ",a,A,label\n0,1,2,0\n1,2,3,1\n");
    assertThat(csv().from(table).load().features().columnNames())
        .containsExactly("_c0", "a1", "A2");
  }

  @Test
  void doubledQuotesAreQuotes() throws IOException {
    Path table = file("t.csv", "x,note,label\n1,\"say \"\"up\"\", twice\",0\n2,C:\\dir\\,1\n");
    LoadedData data = csv().from(table).load();
    assertThat(((Categorical) data.features().columns().get(1)).categories().values())
        .containsExactly("C:\\dir\\", "say \"up\", twice");
  }

  @Test
  void infinityAmongNumbersIsTold() throws IOException {
    Path table = file("t.csv", "x,label\n1,0\n-inf,1\n1e400,1\n4,0\n");
    assertThatThrownBy(() -> csv().from(table).load())
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining(
            "column 'x': found -Infinity, which is not a finite float32 number, in row 2")
        .hasMessageContaining("(and 1 more)");
  }

  @Test
  void numbersAsPeopleWriteThemAreWarnedOf() throws IOException {
    Path table = file("t.csv", "x,label\n\"1,309.43\",0\n76.4%,1\n\"4,17\",1\n4,0\n");
    assertThat(csv().from(table).load().found().warnings())
        .singleElement()
        .asString()
        .startsWith(
            "the column 'x' is text, though most of its 4 values look like numbers: '1,309.43', in row 1 of");
  }

  @Test
  void classesThatDifferInCaseOnlyAreWarnedOf() throws IOException {
    Path table = file("t.csv", "x,label\n1,yes\n2,Yes\n3,no\n");
    assertThat(csv().from(table).load().found().warnings())
        .singleElement()
        .asString()
        .contains("differ in case or white space only");
  }

  @Test
  void textOfAnotherEncodingIsWarnedOf() throws IOException {
    Path table = directory.resolve("t.csv");
    Files.writeString(table, "x,label\nKöln,1\nBonn,0\n", StandardCharsets.ISO_8859_1);
    assertThat(csv().from(table).load().found().warnings())
        .singleElement()
        .asString()
        .contains("cannot be read", "encoding");
    assertThat(
            new Loading()
                .format("csv", Map.of("encoding", "ISO-8859-1"))
                .from(table)
                .load()
                .found()
                .warnings())
        .isEmpty();
  }

  @Test
  void jsonOverSeveralLinesIsToldWithTheOptionThatReadsIt() throws IOException {
    Path table =
        file("t.json", "[\n{\n\"x\": 1,\n\"label\": 0\n},\n{\n\"x\": 2,\n\"label\": 1\n}\n]\n");
    assertThatThrownBy(() -> json().from(table).load())
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("multiLine");
    LoadedData data = new Loading().format("json", Map.of("multiLine", "true")).from(table).load();
    assertThat(data.examples(Split.TRAIN)).isEqualTo(2);
  }

  @Test
  void fractionsWrittenInAnyWayAreNoClasses() throws IOException {
    StringBuilder rows = new StringBuilder("x,label\n");
    for (int i = 0; i < 100; i++) {
      rows.append(i).append(",0.").append(100 + i).append("0\n");
    }
    Path table = file("t.csv", rows.toString());
    assertThatThrownBy(() -> csv().from(table).load())
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("training.loss: squared_error");
  }

  @Test
  void vectorsOfLibsvmAreAsWideAsInTraining() throws IOException {
    Path train = file("train.svm", "0 1:1 3:2\n1 2:1\n");
    Path narrow = file("narrow.svm", "1 1:5\n");
    Path wide = file("wide.svm", "1 4:5\n");
    Loading loading = new Loading().format("libsvm", Map.of());
    LoadedData data = loading.from(List.of(train), List.of(), List.of(narrow)).load();
    assertThat(Rows.of(data, Split.TEST)).containsExactly(new float[] {5, 0, 0, 1, 1});
    Model model = model(data);
    assertThat(Rows.of(new Loading().format("libsvm", Map.of()).initial(model).from(narrow).load()))
        .containsExactly(new float[] {5, 0, 0, 1, 1});
    assertThatThrownBy(() -> loading.from(List.of(train), List.of(), List.of(wide)).load())
        .isInstanceOf(BadDataException.class);
  }

  @Test
  void moreColumnsThanSparkExpectsAreRead() throws IOException {
    int columns = 21_000;
    String names =
        IntStream.range(0, columns).mapToObj(i -> "g" + i).collect(Collectors.joining(","));
    String row = ",1".repeat(columns).substring(1);
    Path table = file("t.csv", names + ",label\n" + row + ",0\n" + row.replace('1', '2') + ",1\n");
    assertThat(csv().from(table).load().features().width()).isEqualTo(columns);
  }

  @Test
  void aSplitThatIsNotWhatWasAskedForIsTold() {
    var rows = TestSpark.session().range(400).selectExpr("id % 2 as x", "id % 2 as label");
    Path path = directory.resolve("p");
    rows.write().parquet(path.toString());
    List<String> warnings = new ArrayList<>();
    for (long seed = 1; seed <= 8; seed++) {
      try {
        warnings.addAll(new Loading().split(0, 0.25, path).load(seed).found().warnings());
      } catch (BadDataException e) {
        assertThat(e).hasMessageContaining("split");
      }
    }
    assertThat(warnings)
        .isNotEmpty()
        .allMatch(
            warning ->
                warning.startsWith(
                    "the test split has 0 of 400 rows, though data.test_fraction is 0.25"));
  }

  @Test
  void coresAreCountedWhateverTheDefaultParallelism() {
    var spark = TestSpark.session().sparkContext();
    assertThat(spark.defaultParallelism()).isEqualTo(7);
    assertThat(Cores.of(spark)).isEqualTo(2);
  }
}
