package dev.lockstep.spark.table.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.spark.table.source.PlaneTable.Kind;
import dev.lockstep.spark.testing.TestSpark;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlaneTableTest {
  private static final int ROWS = 300;
  private static final double ROUNDING = 1e-6;

  private static List<Row> rows(Kind kind, int classes, double noise, int partitions) {
    return new PlaneTable(kind, ROWS, classes, 1, noise)
        .rows(TestSpark.session(), partitions)
        .collectAsList();
  }

  private static double radius(Row row) {
    return Math.hypot(row.getFloat(0), row.getFloat(1));
  }

  private static double turns(Row row) {
    double turns = Math.atan2(row.getFloat(1), row.getFloat(0)) / (2 * Math.PI);
    return turns - Math.floor(turns);
  }

  private static double mean(List<Row> rows, ToDoubleFunction<Row> figure) {
    return rows.stream().mapToDouble(figure).average().orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void rowsDoNotDependOnPartitions(Kind kind) {
    List<Row> one = rows(kind, 2, kind.usualNoise(), 1);
    assertThat(one).hasSize(ROWS).doesNotHaveDuplicates();
    assertThat(rows(kind, 2, kind.usualNoise(), 7)).isEqualTo(one);
  }

  @ParameterizedTest
  @EnumSource
  void classesAreOfOneSize(Kind kind) {
    assertThat(rows(kind, 2, 0, 2).stream().filter(row -> row.getInt(2) == 1)).hasSize(ROWS / 2);
  }

  @Test
  void moonsReachIntoEachOther() {
    for (Row row : rows(Kind.MOONS, 2, 0, 2)) {
      boolean upper = row.getInt(2) == 0;
      double x = row.getFloat(0) - (upper ? 0 : 1);
      double y = row.getFloat(1) - (upper ? 0 : 0.5);
      assertThat(Math.hypot(x, y)).isCloseTo(1, within(ROUNDING));
      assertThat(upper ? y : -y).isGreaterThan(-ROUNDING);
    }
  }

  @Test
  void circlesHaveTheirRadius() {
    for (Row row : rows(Kind.CIRCLES, 4, 0, 2)) {
      assertThat(radius(row)).isCloseTo(1 - row.getInt(2) / 4.0, within(ROUNDING));
    }
  }

  @Test
  void anArmTurnsOnceWhileItGrows() {
    for (Row row : rows(Kind.SPIRAL, 3, 0, 2)) {
      double turned = radius(row) + row.getInt(2) / 3.0 - turns(row);
      assertThat(turned).isCloseTo(Math.rint(turned), within(1e-4));
    }
  }

  @Test
  void blobsLieAroundTheirCentresAsFarAsTheNoiseIsWide() {
    List<Row> first =
        rows(Kind.BLOBS, 3, 0.3, 2).stream().filter(row -> row.getInt(2) == 0).toList();
    double error = 0.3 / Math.sqrt(first.size());
    assertThat(mean(first, row -> row.getFloat(0))).isCloseTo(1, within(4 * error));
    assertThat(mean(first, row -> row.getFloat(1))).isCloseTo(0, within(4 * error));
    double squares = mean(first, row -> row.getFloat(1) * row.getFloat(1));
    assertThat(Math.sqrt(squares)).isCloseTo(0.3, within(4 * error));
  }

  @Test
  void impossibleTablesAreRefused() {
    assertThatThrownBy(() -> new PlaneTable(Kind.MOONS, 9, 3, 1, 0))
        .hasMessage(
            "a table of moons needs at least 1 row, 2 classes, and noise of at least 0; found rows 9, classes 3, noise 0.0");
    assertThatThrownBy(() -> new PlaneTable(Kind.BLOBS, 9, 1, 1, 0))
        .hasMessageContaining("at least 2 classes");
    assertThatThrownBy(() -> new PlaneTable(Kind.BLOBS, 0, 2, 1, 0)).hasMessageContaining("1 row");
    assertThatThrownBy(() -> new PlaneTable(Kind.BLOBS, 9, 2, 1, Double.NaN))
        .hasMessageContaining("noise of at least 0");
  }
}
