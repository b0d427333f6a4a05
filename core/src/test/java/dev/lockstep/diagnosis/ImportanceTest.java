package dev.lockstep.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.diagnosis.Importance.OfColumn;
import dev.lockstep.metric.Measure;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImportanceTest {
  private static final List<String> NAMES = List.of("a", "b", "c");

  @Test
  void whatIsLostByPermutingIsTheImportance() {
    double[][] accuracies = {{0.75, 0.8125}, {0.5, 0.625}, {0.875, 0.9375}};
    Importance found = Importance.of(Measure.ACCURACY, 0.875, NAMES, accuracies);
    assertThat(found.columns())
        .containsExactly(
            new OfColumn("b", 0.3125, 0.25, 0.375),
            new OfColumn("a", 0.09375, 0.0625, 0.125),
            new OfColumn("c", -0.03125, -0.0625, 0));
  }

  @Test
  void anErrorThatGrowsIsALossToo() {
    double[][] errors = {{2, 2}, {3, 5}, {2, 2}};
    Importance found = Importance.of(Measure.RMSE, 2, NAMES, errors);
    assertThat(found.columns())
        .containsExactly(
            new OfColumn("b", 2, 1, 3), new OfColumn("a", 0, 0, 0), new OfColumn("c", 0, 0, 0));
  }
}
