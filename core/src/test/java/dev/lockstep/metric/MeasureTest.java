package dev.lockstep.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MeasureTest {
  private static MetricSet metrics(Task task) {
    return switch (task) {
      case BINARY -> MetricSet.binary();
      case MULTICLASS -> MetricSet.multiclass(3);
      case REGRESSION -> MetricSet.regression(2);
    };
  }

  private static Examples examples(Task task) {
    return switch (task) {
      case BINARY -> Examples.binary(1, 500, 0);
      case MULTICLASS -> Examples.multiclass(1, 500, 3);
      case REGRESSION -> Examples.regression(1, 500, 2, 0);
    };
  }

  /** The same with predictions that are right. */
  private static Examples perfect(Task task) {
    Examples examples = examples(task);
    for (int i = 0; i < examples.outputs.length; i++) {
      examples.outputs[i] =
          task == Task.MULTICLASS
              ? (examples.targets[i / 3] == i % 3 ? 1 : 0)
              : examples.targets[i];
    }
    return examples;
  }

  @ParameterizedTest
  @EnumSource(Task.class)
  void anEvaluationGivesTheMeasuresOfItsTaskAndNoOther(Task task) {
    assertThat(examples(task).report(metrics(task)).singles().map(Figure.Single::measure))
        .containsExactlyElementsOf(Measure.of(task));
  }

  /** The loss of examples here is one of its own. */
  @ParameterizedTest
  @EnumSource(Task.class)
  void whatIsRightIsBetterByEachMeasure(Task task) {
    MetricReport usual = examples(task).report(metrics(task));
    MetricReport right = perfect(task).report(metrics(task));
    for (Measure measure : Measure.of(task)) {
      if (measure != Measure.LOSS) {
        double better = right.value(measure).orElseThrow();
        double worse = usual.value(measure).orElseThrow();
        assertThat(measure.gain(better, worse)).as(measure.toString()).isPositive();
        assertThat(measure.gain(worse, better)).as(measure.toString()).isNegative();
      }
    }
    assertThat(Measure.LOSS.higherIsBetter()).isFalse();
  }

  @Test
  void aMeasureIsFoundByItsName() {
    assertThat(Measure.named("roc_auc")).contains(Measure.ROC_AUC);
    assertThat(Measure.named("ROC_AUC")).isEmpty();
    assertThat(Arrays.stream(Measure.values()).map(Measure::toString))
        .allMatch(name -> Measure.named(name).orElseThrow().toString().equals(name));
  }
}
