package dev.lockstep.spark.table;

import static dev.lockstep.spark.testing.TestSpark.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.feature.FeatureColumn.Numeric;
import dev.lockstep.feature.FeatureColumn.Vector;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.model.Model;
import dev.lockstep.model.ModelJson;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.shard.MinMaxScaler;
import dev.lockstep.shard.RobustScaler;
import dev.lockstep.shard.Scaling.Kind;
import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Standardizer;
import dev.lockstep.spark.config.ConfigException;
import dev.lockstep.spark.config.DataConfig.Malformed;
import dev.lockstep.spark.config.NumbersConfig;
import dev.lockstep.spark.config.NumbersConfig.Encode;
import dev.lockstep.spark.config.NumbersConfig.PiecewiseLinear;
import dev.lockstep.spark.config.NumbersConfig.Scale;
import dev.lockstep.spark.table.pack.LoadedData;
import dev.lockstep.spark.table.score.Scorer;
import dev.lockstep.spark.table.source.TableSource;
import dev.lockstep.spark.table.source.Tables.Table;
import dev.lockstep.spark.testing.TestSpark;
import dev.lockstep.train.Split;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers are scaled and encoded by the training split, and by that alone. */
class NumberEncodingTest {
  private static NumbersConfig scaled(Kind others, Map<String, Kind> columns) {
    return new NumbersConfig(new Scale(others, columns), Optional.empty());
  }

  private static NumbersConfig encoded(Kind scale, int bins, String... columns) {
    Optional<List<String>> names =
        columns.length == 0 ? Optional.empty() : Optional.of(List.of(columns));
    return new NumbersConfig(
        new Scale(scale, Map.of()),
        Optional.of(new Encode(names, new PiecewiseLinear(bins, true))));
  }

  private static Numeric number(LoadedData data, int column) {
    return (Numeric) data.features().columns().get(column);
  }

  /** Of each row of a split what the network gets. */
  private static List<float[]> inputs(LoadedData data, Split split) {
    FeatureSchema schema = data.features();
    return Rows.of(data, split).stream()
        .map(
            row -> {
              float[] x = new float[schema.width()];
              schema.expansion().expand(row, 0, x, 0);
              return x;
            })
        .toList();
  }

  @Test
  void eachColumnIsScaledInItsWayByTheTrainingSplit() {
    LoadedData data =
        new Loading()
            .numbers(
                scaled(Kind.STANDARD, Map.of("a", Kind.MIN_MAX, "b", Kind.ROBUST, "c", Kind.NONE)))
            .load(
                table(
                    "a, b, c, d, label",
                    "(10, 1, 5, -1D, 0), (20, 2, 6, 1D, 1), (14, 3, 7, 1D, 0), (11, 4, 8, -1D, 1), (12, 1000, 9, 3D, 1)"),
                table("a, b, c, d, label", "(40, 5, 100, 0.6D, 1)"));
    assertThat(number(data, 0).scaling()).isEqualTo(new MinMaxScaler(10, 20));
    assertThat(number(data, 1).scaling()).isEqualTo(new RobustScaler(3, 2));
    assertThat(number(data, 2).scaling()).isEqualTo(Standardizer.none());
    assertThat(number(data, 3).scaling().kind()).isEqualTo(Kind.STANDARD);
    assertThat(Rows.of(data).get(2)).startsWith(0.4f, 0, 7);
    assertThat(Rows.of(data, Split.DEV).get(0))
        .containsExactly(new float[] {3, (float) (3 / Math.sqrt(10)), 100, 0, 1, 1}, within(1e-6f));
  }

  @Test
  void arraysAreSaidNotToBeEncoded() {
    LoadedData data =
        new Loading()
            .numbers(encoded(Kind.STANDARD, 2))
            .load(table("v, x, label", "(array(0D, 5D), 1, 0), (array(4D, 5D), 2, 1)"));
    assertThat(data.found().warnings())
        .contains(
            "data.encode encodes columns of numbers, and no arrays of them: 'v' stay as they are"
                + " without it");
  }

  @Test
  void elementsOfArraysAreScaledOneByOneZerosIncluded() {
    LoadedData data =
        new Loading()
            .numbers(scaled(Kind.ROBUST, Map.of("w", Kind.MIN_MAX)))
            .load(
                table(
                    "v, w, label",
                    "(array(0D, 5D), array(0D, 2D), 0), (array(0D, 5D), array(-1D, 2D), 1), (array(4D, 5D), array(0D, 2D), 0)"));
    assertThat(((Vector) data.features().columns().get(0)).scalings())
        .containsExactly(new RobustScaler(0, 2), new RobustScaler(5, 0));
    assertThat(((Vector) data.features().columns().get(1)).scalings())
        .containsExactly(new MinMaxScaler(-1, 0), new MinMaxScaler(2, 2));
  }

  @Test
  void edgesAreTheQuantilesOfTheTrainingSplitThoseThatAreEqualOnce() {
    LoadedData data =
        new Loading()
            .numbers(encoded(Kind.NONE, 4))
            .load(
                table(
                    "x, y, label",
                    "(3, 0, 0), (1, 0, 1), (4, 0, 0), (1, 0, 1), (5, 0, 0), (9, 0, 1), (2, 2, 0), (6, 4, 1)"),
                table("x, y, label", "(-3, 3, 0), (20, 1, 1)"));
    assertThat(number(data, 0).encoding().orElseThrow().edges())
        .containsExactly(1.0, 1.75, 3.5, 5.25, 9.0);
    assertThat(number(data, 1).encoding().orElseThrow().edges()).containsExactly(0.0, 0.5, 4.0);
    assertThat(data.features().width()).isEqualTo(8);
    assertThat(Rows.of(data).get(0)).containsExactly(3, 0, 0, 1);
    float[] last = inputs(data, Split.TRAIN).get(7);
    assertThat(last).containsExactly(6, 1, 1, 1, 0.2f, 4, 1, 1);
    assertThat(inputs(data, Split.DEV))
        .containsExactly(
            new float[] {-3, (float) (-4 / 0.75), 0, 0, 0, 3, 1, (float) (2.5 / 3.5)},
            new float[] {20, 1, 1, 1, (float) (14.75 / 3.75), 1, 1, (float) (0.5 / 3.5)});
  }

  @Test
  void whatBinsTellNothingMoreOfStaysAsItIs() {
    LoadedData data =
        new Loading()
            .numbers(encoded(Kind.STANDARD, 8))
            .load(
                TestSpark.session()
                    .range(0, 81, 1, 1)
                    .selectExpr(
                        "7 as constant",
                        "int(id > 19) as flag",
                        "id > 9 as bool",
                        "if(id > 5, 'a', 'b') as c",
                        "id as x",
                        "id % 2 as label"));
    assertThat(data.features().featureNames().subList(0, 5))
        .containsExactly("constant", "flag", "bool", "c=a", "c=b");
    assertThat(number(data, 4).encoding()).isPresent();
    assertThat(Rows.of(data).get(0)[0]).isZero();
  }

  @Test
  void onlyNamedColumnsAreEncoded() {
    LoadedData data =
        new Loading()
            .numbers(encoded(Kind.STANDARD, 2, "y"))
            .load(table("x, y, label", "(1, 1, 0), (2, 2, 1), (3, 3, 0)"));
    assertThat(data.features().featureNames())
        .containsExactly("x", "y", "y[1.0 to 2.0]", "y[2.0 to 3.0]");
  }

  @Test
  void missingValuesAreImputedByTheMeanAndThenEncoded() {
    LoadedData data =
        new Loading()
            .missing(MissingValues.IMPUTE)
            .numbers(encoded(Kind.STANDARD, 2))
            .load(table("x, label", "(1D, 0), (2D, 1), (9D, 0), (CAST(NULL AS DOUBLE), 1)"));
    assertThat(inputs(data, Split.TRAIN).get(3))
        .containsExactly(new float[] {0, 1, 2 / 7f}, within(1e-6f));
  }

  /** More different values than a sketch tells apart, in skewed columns of both signs. */
  private static Dataset<Row> example() {
    return TestSpark.session()
        .range(0, 30_000, 1, 1)
        .selectExpr(
            "exp(3 * sin(id)) - 1 as x",
            "float(if(id % 3 = 0, 0, 1000 + cos(id))) as y",
            "cast(id % 2 as double) as label");
  }

  @Test
  void theSameBitsComeHoweverTheInputIsPartitioned() {
    Loading loading = new Loading().numbers(encoded(Kind.ROBUST, 128)).shards(3);
    LoadedData expected = loading.load(example());
    List<Shard> shards = Rows.shards(expected, Split.TRAIN);
    for (Dataset<Row> other :
        List.of(
            example().repartition(2),
            example().repartition(11),
            example().orderBy(functions.col("y").desc()))) {
      LoadedData data = loading.load(other);
      assertThat(ModelJson.of(data.features())).isEqualTo(ModelJson.of(expected.features()));
      List<Shard> found = Rows.shards(data, Split.TRAIN);
      for (int i = 0; i < 3; i++) {
        assertThat(found.get(i).format()).isEqualTo(shards.get(i).format());
        assertThat(found.get(i).blocks()).isDeepEqualTo(shards.get(i).blocks());
      }
    }
  }

  /**
   * Over 9 powers of two, values evenly spread over their logarithms: more than 2^12 ranges, so
   * fewer than 20 rows in each.
   */
  @Test
  void binsHoldEquallyManyRows() {
    Dataset<Row> skewed =
        TestSpark.session()
            .range(0, 30_000, 1, 3)
            .selectExpr("exp(6 * pmod(id * 0.6180339887D, 1D)) as x", "id % 2 as label");
    LoadedData data = new Loading().numbers(encoded(Kind.STANDARD, 100)).load(skewed);
    List<Double> edges = number(data, 0).encoding().orElseThrow().edges();
    assertThat(edges).hasSize(101);
    double[] sorted =
        skewed.select("x").collectAsList().stream()
            .mapToDouble(row -> row.getDouble(0))
            .sorted()
            .toArray();
    for (int i = 1; i < 100; i++) {
      int below = Math.abs(Arrays.binarySearch(sorted, edges.get(i)));
      assertThat(below).isCloseTo(300 * i, within(20));
    }
  }

  @Test
  void aScoredRowIsExpandedAsATrainedOneIs() {
    LoadedData data = new Loading().numbers(encoded(Kind.ROBUST, 16)).load(example());
    int inputs = data.features().width();
    Network network = new Network(inputs, List.of(new Dense(inputs, 1)), new SigmoidCrossEntropy());
    float[] parameters = new float[inputs + 1];
    Random random = new Random(1);
    for (int i = 0; i < inputs; i++) {
      parameters[i] = (float) random.nextGaussian() / 4;
    }
    Model model = new Model(network, parameters, data.features(), data.target());
    Table table = new Table(new TableSource.Given(example()), "the table", Optional.empty());
    List<Row> scored =
        new Scorer(model, Scorer.Layout.ARRAYS, Malformed.ERROR)
            .score(TestSpark.session(), table)
            .select("probability")
            .collectAsList();
    List<float[]> expanded = inputs(data, Split.TRAIN);
    for (int i = 0; i < scored.size(); i++) {
      double logit = 0;
      for (int j = 0; j < inputs; j++) {
        logit += (double) parameters[j] * expanded.get(i)[j];
      }
      assertThat(scored.get(i).getFloat(0))
          .isCloseTo((float) (1 / (1 + Math.exp(-logit))), within(1e-5f));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "c | data.scale: column 'c' holds categories; allowed: columns of numbers",
        "z | data.scale: column 'z' is not among the features",
        "label | data.scale: column 'label' is not among the features",
      })
  void whatHoldsNoNumbersIsNotScaled(String column, String message) {
    Loading loading = new Loading().numbers(scaled(Kind.STANDARD, Map.of(column, Kind.ROBUST)));
    assertThatThrownBy(() -> loading.load(table("c, x, label", "('a', 1, 0), ('b', 2, 1)")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "c | data.encode: column 'c' holds categories; allowed: columns of numbers",
        "v | data.encode: column 'v' holds arrays of numbers; allowed: columns of numbers",
        "z | data.encode: column 'z' is not among the features",
      })
  void whatHoldsNoSingleNumbersIsNotEncoded(String column, String message) {
    Loading loading = new Loading().numbers(encoded(Kind.STANDARD, 8, column));
    assertThatThrownBy(
            () -> loading.load(table("c, v, label", "('a', array(1D), 0), ('b', array(2D), 1)")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aColumnWithoutAnyValueIsRefusedByName() {
    Loading loading = new Loading().missing(MissingValues.IMPUTE).numbers(encoded(Kind.ROBUST, 8));
    assertThatThrownBy(
            () ->
                loading.load(
                    table("x, label", "(CAST(NULL AS DOUBLE), 0), (CAST(NULL AS DOUBLE), 1)")))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("'x'")
        .hasMessageContaining("no value in any of the 2 rows");
  }

  @Test
  void moreFeaturesThanThereMayBeAreRefusedWithTheKeyToTurn() {
    String[] columns =
        IntStream.range(0, 260)
            .mapToObj(i -> "sin(id * " + (i + 1) + ") as c" + i)
            .toArray(String[]::new);
    Dataset<Row> wide =
        TestSpark.session()
            .range(0, 4200, 1, 1)
            .selectExpr(columns)
            .withColumn("label", functions.expr("c0 > 0"));
    Loading loading = new Loading().numbers(encoded(Kind.STANDARD, 4096));
    assertThatThrownBy(() -> loading.load(wide))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("at most 1,048,576 are possible")
        .hasMessageContaining("let data.encode have fewer bins or columns");
  }
}
