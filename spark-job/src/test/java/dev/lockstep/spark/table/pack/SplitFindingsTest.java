package dev.lockstep.spark.table.pack;

import static dev.lockstep.spark.testing.TestSpark.table;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.diagnosis.Shift.Level;
import dev.lockstep.diagnosis.Shift.Measure;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.spark.table.Loading;
import dev.lockstep.spark.table.compare.FeatureShift;
import dev.lockstep.spark.table.compare.Mismatch;
import dev.lockstep.spark.table.compare.UnseenRows;
import dev.lockstep.spark.testing.TestSpark;
import dev.lockstep.train.Split;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitFindingsTest {
  @TempDir private Path directory = Path.of("");

  /** Rows of one distribution, but for what is added to x. */
  private static Dataset<Row> rows(int rows, long seed, double shift) {
    return TestSpark.session()
        .range(0, rows, 1, 2)
        .selectExpr(
            "cast(xxhash64(id, " + seed + ") % 1000 / 500.0 + " + shift + " as double) as x",
            "concat('c', pmod(xxhash64(id, 'c', " + seed + "), 5)) as c",
            "array(cast(id % 7 as double), 1.0D) as v",
            "cast(id % 3 as double) as w",
            "cast(id % 2 as double) as label");
  }

  private static Loading loading() {
    return new Loading().standardize().shards(3);
  }

  @Test
  void unseenCategoriesAreCountedExactlyBySplitAndColumn() {
    Dataset<Row> train = table("a, b, label", "('x', 'p', 0), ('y', 'q', 1), ('x', 'p', 1)");
    Dataset<Row> dev = table("a, b, label", "('x', 'p', 0), ('z', 'p', 1), ('z', 'p', 1)");
    Dataset<Row> test =
        table("a, b, label", "('z', 'r', 0), ('w', 'q', 1), ('y', 's', 1), ('x', 'p', 0)");
    SplitFindings found = loading().load(train, dev, test).findings();
    assertThat(found.unseen())
        .isEqualTo(
            Map.of(
                Split.TRAIN, List.of(),
                Split.DEV, List.of(new UnseenRows("a", 2, 3)),
                Split.TEST, List.of(new UnseenRows("a", 2, 4), new UnseenRows("b", 2, 4))));
    assertThat(found.warnings())
        .contains(
            "of 3 rows of the dev split some have a value that training did not see, and that"
                + " counts for nothing, in the columns (and so many rows): 'a' (2)",
            "of 4 rows of the test split some have a value that training did not see, and that"
                + " counts for nothing, in the columns (and so many rows): 'a' (2), 'b' (2)");
  }

  @Test
  void rowsCountOnceWhateverTheyWeigh() {
    Dataset<Row> train = table("a, w, label", "('x', 1D, 0), ('y', 5D, 1)");
    Dataset<Row> dev = table("a, w, label", "('z', 0D, 0), ('z', 7.5D, 1), ('x', 3D, 1)");
    assertThat(new Loading().weight("w").load(train, dev).findings().unseen().get(Split.DEV))
        .containsExactly(new UnseenRows("a", 2, 3));
  }

  @Test
  void aMissingCategoryIsNoUnseenOne() {
    Dataset<Row> train = table("a, label", "('x', 0), ('y', 1), (NULL, 1)");
    Dataset<Row> dev = table("a, label", "(NULL, 0), ('z', 1)");
    assertThat(
            loading()
                .missing(MissingValues.IMPUTE)
                .load(train, dev)
                .findings()
                .unseen()
                .get(Split.DEV))
        .containsExactly(new UnseenRows("a", 1, 2));
  }

  @Test
  void aShiftedColumnIsFoundAndNamed() {
    Mismatch found =
        loading()
            .load(rows(3000, 1, 0), rows(1000, 2, 0.5), rows(1000, 3, 0))
            .findings()
            .mismatch();
    assertThat(found.rows())
        .isEqualTo(Map.of(Split.TRAIN, 3000, Split.DEV, 1000, Split.TEST, 1000));
    assertThat(found.shifts())
        .filteredOn(each -> each.level() != Level.FINE)
        .extracting(FeatureShift::feature)
        .containsExactly("x", "x");
    assertThat(found.warnings()).hasSize(2);
  }

  @Test
  void figuresAreTheSameBitsHoweverTheInputIsPartitioned() {
    Dataset<Row> train = rows(9000, 1, 0);
    Dataset<Row> dev = rows(2000, 2, 0.1);
    SplitFindings expected = loading().load(train, dev).findings();
    for (int partitions : new int[] {1, 5}) {
      SplitFindings found =
          loading()
              .load(train.repartition(partitions), dev.orderBy(functions.col("x").desc()))
              .findings();
      assertThat(found).isEqualTo(expected);
    }
  }

  @Test
  void aLargeSplitIsSampled() {
    Mismatch found = loading().load(rows(40_000, 1, 0), rows(500, 2, 0)).findings().mismatch();
    // Every fifth row, and up to one row more or less of each shard.
    assertThat(found.rows().get(Split.TRAIN)).isBetween(7997, 8003);
    assertThat(found.rows().get(Split.DEV)).isEqualTo(500);
    assertThat(found.warnings()).isEmpty();
  }

  @Test
  void sharesOfMissingValuesAreThoseOfAllRows() {
    Dataset<Row> dev = rows(400, 2, 0).withColumn("x", functions.expr("if(label = 1, NULL, x)"));
    Mismatch found =
        loading().missing(MissingValues.IMPUTE).load(rows(2000, 1, 0), dev).findings().mismatch();
    FeatureShift x =
        found.shifts().stream()
            .filter(each -> each.feature().equals("x"))
            .findFirst()
            .orElseThrow();
    assertThat(x.measures())
        .filteredOn(each -> each.measure() == Measure.MISSING_PSI)
        .singleElement()
        .satisfies(each -> assertThat(each.level()).isEqualTo(Level.SHIFTED));
  }

  @Test
  void aTableThatIsNotSplitIsComparedWithNothing() {
    SplitFindings found = loading().load(rows(100, 1, 0)).findings();
    assertThat(found.mismatch()).isEqualTo(Mismatch.none());
    assertThat(found.warnings()).isEmpty();
  }

  /** Fractions of one table: shares within five deviations, and no row lost. */
  @ParameterizedTest
  @CsvSource({"0.2, 0.2", "0.01, 0.01", "0.004, 0.001"})
  void fractionsAreMetWithinChanceAndAreNoMismatch(double dev, double test) {
    int rows = 40_000;
    Path path = directory.resolve("table");
    rows(rows, 1, 0)
        .withColumn("id", functions.expr("x + monotonically_increasing_id()"))
        .write()
        .parquet(path.toString());
    LoadedData data = loading().exclude("id").split(dev, test, path).load();
    assertThat(
            LongStream.of(
                    data.examples(Split.TRAIN), data.examples(Split.DEV), data.examples(Split.TEST))
                .sum())
        .isEqualTo(rows);
    isMet(data.examples(Split.DEV), rows, dev);
    isMet(data.examples(Split.TEST), rows, test);
    assertThat(data.findings().warnings()).isEmpty();
  }

  private static void isMet(long found, int rows, double share) {
    double deviation = Math.sqrt(rows * share * (1 - share));
    assertThat((double) found)
        .isBetween(rows * share - 5 * deviation, rows * share + 5 * deviation);
  }
}
