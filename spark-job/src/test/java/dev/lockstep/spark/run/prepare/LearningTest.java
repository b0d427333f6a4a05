package dev.lockstep.spark.run.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.linalg.Matrix;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.metric.MetricState;
import dev.lockstep.metric.Predictions;
import dev.lockstep.model.Target.Classification;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.spark.table.statistics.CheckedTables.Found;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LearningTest {
  private static final Found FOUND =
      new Found(
          List.of(), Map.of(), 0, 0, Map.of(), Optional.empty(), Map.of(), List.of(), List.of());
  private static final Learning TWO =
      new Learning(
          new SigmoidCrossEntropy(), Classification.of("bought", "string", List.of("yes", "no")));
  private static final Learning THREE =
      new Learning(
          new SoftmaxCrossEntropy(), Classification.of("size", "int", List.of(30, 10, 20)));

  /** Of one row of the first class, of weight 2, whose outputs are all 0. */
  private static Map<String, Object> figures(MetricSet metrics, int outputs) {
    MetricState state = metrics.newState();
    Matrix weights = Matrix.of(new float[] {2}, 1, 1);
    Predictions row = new Predictions(Matrix.zeros(1, outputs), Matrix.zeros(1, 1), weights, 2.0);
    metrics.accumulate(row, state);
    return metrics.report(state).values();
  }

  @Test
  void theConfusionMatrixHasTheClassesAsTheyStoodInTheTable() {
    assertThat(figures(TWO.metrics(FOUND, false), 1).get("confusion"))
        .asString()
        .contains("classes=[no, yes]", "weights=[[2.0, 0.0], [0.0, 0.0]]");
    assertThat(figures(THREE.metrics(FOUND, false), 3).get("confusion"))
        .asString()
        .contains("classes=[10, 20, 30]");
  }

  @Test
  void unweightedFiguresStandBesideWhereWeightsAreGiven() {
    assertThat(figures(TWO.metrics(FOUND, true), 1)).containsKey("unweighted");
    assertThat(figures(TWO.metrics(FOUND, false), 1)).doesNotContainKey("unweighted");
  }
}
