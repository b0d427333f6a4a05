package dev.lockstep.spark.table.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.spark.testing.TestSpark;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class SyntheticTableTest {
  private static final int ROWS = 2000;

  private static List<Row> rows(int classes, long seed, double noise, int partitions) {
    return new SyntheticTable(ROWS, 5, classes, seed, noise)
        .rows(TestSpark.session(), partitions)
        .collectAsList();
  }

  private static double[] shares(List<Row> rows, int classes) {
    double[] shares = new double[classes];
    rows.forEach(row -> shares[row.getInt(5)] += 1.0 / rows.size());
    return shares;
  }

  private static double different(List<Row> a, List<Row> b) {
    int different = 0;
    for (int i = 0; i < a.size(); i++) {
      different += a.get(i).getInt(5) == b.get(i).getInt(5) ? 0 : 1;
    }
    return (double) different / a.size();
  }

  @Test
  void rowsDoNotDependOnPartitions() {
    List<Row> one = rows(3, 1, 0.1, 1);
    assertThat(one).hasSize(ROWS);
    assertThat(rows(3, 1, 0.1, 7)).isEqualTo(one);
  }

  @Test
  void anotherSeedGivesOtherRows() {
    assertThat(rows(2, 1, 0, 1).get(0)).isNotEqualTo(rows(2, 2, 0, 1).get(0));
  }

  @Test
  void featuresAreStandardNormal() {
    List<Row> rows = rows(2, 1, 0, 2);
    double mean = rows.stream().mapToDouble(row -> row.getFloat(3)).average().orElseThrow();
    double squares =
        rows.stream().mapToDouble(row -> row.getFloat(3) * row.getFloat(3)).average().orElseThrow();
    assertThat(mean).isCloseTo(0, within(0.1));
    assertThat(squares).isCloseTo(1, within(0.15));
  }

  @Test
  void everyClassHasItsShare() {
    for (int seed = 0; seed < 5; seed++) {
      for (double share : shares(rows(2, seed, 0, 2), 2)) {
        assertThat(share).isGreaterThan(0.1);
      }
    }
    for (double share : shares(rows(4, 3, 0, 2), 4)) {
      assertThat(share).isGreaterThan(0.02);
    }
  }

  @Test
  void noiseChangesThatManyLabels() {
    List<Row> clean = rows(2, 1, 0, 2);
    // Half of the labels that noise draws are what they were.
    assertThat(different(clean, rows(2, 1, 0.2, 2))).isCloseTo(0.1, within(0.03));
    assertThat(different(clean, rows(2, 1, 1, 2))).isCloseTo(0.5, within(0.06));
  }

  @Test
  void impossibleTablesAreRefused() {
    String allowed =
        "a synthetic table needs at least 1 row, 1 feature and 2 classes, and noise in [0, 1]; found ";
    assertThatThrownBy(() -> new SyntheticTable(0, 5, 2, 1, 0))
        .hasMessage(allowed + "rows 0, features 5, classes 2, noise 0.0");
    assertThatThrownBy(() -> new SyntheticTable(9, 0, 2, 1, 0))
        .hasMessage(allowed + "rows 9, features 0, classes 2, noise 0.0");
    assertThatThrownBy(() -> new SyntheticTable(9, 5, 1, 1, 0))
        .hasMessage(allowed + "rows 9, features 5, classes 1, noise 0.0");
    assertThatThrownBy(() -> new SyntheticTable(9, 5, 2, 1, Double.NaN))
        .hasMessage(allowed + "rows 9, features 5, classes 2, noise NaN");
  }
}
