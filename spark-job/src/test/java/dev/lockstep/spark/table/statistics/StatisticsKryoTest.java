package dev.lockstep.spark.table.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.spark.testing.TestKryo;
import dev.lockstep.train.Split;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What executors tell the driver arrives as it was. */
class StatisticsKryoTest {
  @Test
  void statisticsOfEveryKindArrive() {
    TableStatistics statistics = new TableStatistics(List.of());
    NumberStatistics numbers = new NumberStatistics(true, Wanted.QUANTILES.sketch(1));
    numbers.moments.add(3);
    CategoryStatistics categories = new CategoryStatistics(10);
    categories.add("a", () -> "row 1");
    VectorStatistics vectors = new VectorStatistics(Wanted.EXTREMES);
    vectors.add(new double[] {0, 7});
    statistics.columns.addAll(List.of(numbers, categories, vectors));
    for (Object label : List.of("text", 1L, 2.5, true)) {
      statistics.of(Split.TRAIN).addLabel(label, 1);
      assertThat(TestKryo.roundTrip(statistics).of(Split.TRAIN).labels).containsOnlyKeys(label);
      statistics.of(Split.TRAIN).labels.clear();
    }
    statistics.of(Split.TEST).rows = 4;
    statistics.of(Split.TEST).weight = 5;
    statistics.of(Split.TRAIN).targets.add(new double[] {6});
    statistics.addProblem("x", "NaN", () -> "row 8");
    statistics.rejectedRows = 9;

    TableStatistics arrived = TestKryo.roundTrip(statistics);
    assertThat(((NumberStatistics) arrived.columns.get(0)).moments.mean()).isEqualTo(3);
    assertThat(((CategoryStatistics) arrived.columns.get(1)).categories).containsOnlyKeys("a");
    assertThat(((VectorStatistics) arrived.columns.get(2)).means()).containsExactly(0.0, 7.0);
    assertThat(arrived.quantileBytes()).isEqualTo(statistics.quantileBytes()).isPositive();
    assertThat(arrived.of(Split.TEST).rows).isEqualTo(4);
    assertThat(arrived.of(Split.TEST).weight).isEqualTo(5);
    assertThat(arrived.of(Split.TRAIN).targets.means()).containsExactly(6.0);
    assertThat(arrived.rejectedRows).isEqualTo(9);
    assertThatThrownBy(arrived::throwProblems).hasMessage("column 'x': found NaN, in row 8");
  }
}
