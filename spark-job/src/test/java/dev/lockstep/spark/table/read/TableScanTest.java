package dev.lockstep.spark.table.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.feature.MissingValues;
import dev.lockstep.shard.Shard;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.Loading;
import dev.lockstep.spark.table.Rows;
import dev.lockstep.spark.table.pack.LoadedData;
import dev.lockstep.spark.table.source.Tables.Table;
import dev.lockstep.spark.testing.TestSpark;
import dev.lockstep.train.Split;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables that are read by batches of columns, against the same tables read row by row. */
class TableScanTest {
  private static final int ROWS = 3000;
  private static final String VECTORIZED = "spark.sql.parquet.enableVectorizedReader";

  @TempDir private Path directory = Path.of("");
  private Path table = directory;

  /** Every type of numbers, some missing, and what is read by rows even from batches. */
  @BeforeEach
  void writeTable() {
    table = directory.resolve("table");
    TestSpark.session()
        .range(0, ROWS, 1, 2)
        .selectExpr(
            "cast(sin(id) as float) as f",
            "cos(id) * 1e3 as d",
            "cast(id % 11 as int) as i",
            "id % 3 = 0 as b",
            "cast(id % 97 / 7 as decimal(9, 4)) as n",
            "if(id % 500 = 7, NULL, cast(id % 13 as short)) as s",
            "if(id % 700 = 9, NULL, concat('c', id % 4)) as c",
            "array(sin(id), if(id % 900 = 3, NULL, 2D)) as v",
            "cast(id % 2 + 1 as float) as w",
            "id % 2 as label")
        .write()
        .parquet(table.toString());
  }

  private static <T> T byRows(Supplier<T> load) {
    TestSpark.session().conf().set(VECTORIZED, false);
    try {
      return load.get();
    } finally {
      TestSpark.session().conf().unset(VECTORIZED);
    }
  }

  private List<Integer> blockSizes(Loading loading) {
    Table opened = loading.open(1).get(0);
    return TableScan.blocks(opened.rows(), 100).map(RowBlock::size).collect();
  }

  @Test
  void batchesAreReadWhereTheSourceGivesThemAndRowsElsewhere() {
    assertThat(blockSizes(new Loading().from(table))).contains(100).hasSizeLessThan(ROWS / 50);
    assertThat(byRows(() -> blockSizes(new Loading().from(table)))).hasSize(ROWS).containsOnly(1);
    Path csv = directory.resolve("csv");
    TestSpark.session().range(5).write().option("header", true).csv(csv.toString());
    assertThat(blockSizes(new Loading().format("csv", Map.of()).from(csv)))
        .containsExactly(1, 1, 1, 1, 1);
  }

  @ParameterizedTest
  @EnumSource(
      value = MissingValues.class,
      names = {"DROP", "IMPUTE"})
  void batchesAndRowsGiveTheSameShards(MissingValues missing) {
    Loading loading =
        new Loading().from(table).weight("w").missing(missing).standardize().shards(3);
    assertSame(loading.load(), byRows(loading::load));
  }

  @Test
  void batchesAndRowsGiveTheSameShardsOfColumnsThatLackNothing() {
    Loading loading = new Loading().from(table).exclude("s", "c", "v").standardize().shards(3);
    assertSame(loading.load(), byRows(loading::load));
  }

  @Test
  void batchesKeepTheOrderOfTheInput() {
    Loading loading = new Loading().from(table).exclude("s", "c", "v");
    assertSame(loading.load(), byRows(loading::load));
  }

  private static void assertSame(LoadedData data, LoadedData expected) {
    assertThat(data.features()).isEqualTo(expected.features());
    assertThat(data.found().rejectedRows()).isEqualTo(expected.found().rejectedRows());
    List<Shard> shards = Rows.shards(data, Split.TRAIN);
    List<Shard> expectedShards = Rows.shards(expected, Split.TRAIN);
    assertThat(shards).hasSameSizeAs(expectedShards);
    for (int i = 0; i < shards.size(); i++) {
      assertThat(shards.get(i).blocks()).isDeepEqualTo(expectedShards.get(i).blocks());
    }
  }

  @Test
  void aBadRowOfABatchIsToldWithItsPlaceInTheFile() {
    Path bad = directory.resolve("bad");
    TestSpark.session()
        .range(0, ROWS, 1, 1)
        .selectExpr(
            "if(id < 300, NULL, if(id % 1000 = 999, float('Infinity'), 1F)) as x",
            "id % 2 as label")
        .write()
        .parquet(bad.toString());
    Loading loading = new Loading().from(bad).missing(MissingValues.DROP);
    String message =
        "column 'x': found Infinity, which is not a finite float32 number, in row 1,000 of file:.*/bad/part-00000.*\\.parquet \\(and 2 more\\)";
    assertThatThrownBy(loading::load)
        .isInstanceOf(BadDataException.class)
        .hasMessageMatching(message);
  }
}
