package dev.lockstep.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The best threshold against all that there are, each measured as evaluations do. */
class ThresholdSearchTest {
  private static double measured(Examples examples, double threshold, Measure measure) {
    return examples.report(MetricSet.binary().at(threshold)).value(measure).orElseThrow();
  }

  private static Figure.BestThreshold best(Examples examples, Measure measure) {
    return examples.report(MetricSet.binary().tuning(measure)).bestThreshold().orElseThrow();
  }

  /** One sigmoid output for each example, of weight 1. */
  private static Examples of(float[] scores, int... actual) {
    Examples examples = Examples.zeros(scores.length, 1, 1);
    for (int i = 0; i < scores.length; i++) {
      examples.outputs[i] = scores[i];
      examples.targets[i] = actual[i];
      examples.weights[i] = 1;
    }
    return examples;
  }

  @ParameterizedTest
  @EnumSource(
      value = Measure.class,
      names = {"F1", "ACCURACY"})
  void noThresholdIsBetterThanTheBest(Measure measure) {
    SplittableRandom random = new SplittableRandom(1);
    for (int seed = 0; seed < 200; seed++) {
      Examples examples = Examples.binary(seed, 1 + random.nextInt(40), random.nextInt(-3, 4));
      if (examples.totalWeight() == 0) {
        continue;
      }
      // Few distinct scores, so that several examples have the same.
      for (int i = 0; i < examples.count(); i++) {
        examples.outputs[i] = Math.round(examples.outputs[i] * 16) / 16f;
      }
      Figure.BestThreshold best = best(examples, measure);
      assertThat(measured(examples, best.threshold(), measure)).isEqualTo(best.value());
      for (int i = 1; i < 64; i++) {
        assertThat(measured(examples, i / 64.0, measure)).isLessThanOrEqualTo(best.value());
      }
      assertThat(best(examples.asSoftmax(), measure)).isEqualTo(best);
    }
  }

  @Test
  void itIsTheMiddleBetweenTwoScores() {
    Examples examples = of(new float[] {0.125f, 0.25f, 0.375f, 0.75f}, 0, 0, 1, 1);
    assertThat(best(examples, Measure.F1))
        .isEqualTo(new Figure.BestThreshold(Measure.F1, 0.3125, 1));
  }

  @Test
  void theEvenOneStaysWhereItIsAsGoodAsAny() {
    Examples examples = of(new float[] {0.25f, 0.5f, 0.75f, 0.875f}, 0, 0, 1, 1);
    assertThat(best(examples, Measure.F1)).isEqualTo(new Figure.BestThreshold(Measure.F1, 0.5, 1));
  }

  @Test
  void allAndNoneMayBePredictedPositive() {
    Examples positives = of(new float[] {0.125f, 0.25f}, 1, 1);
    assertThat(best(positives, Measure.ACCURACY))
        .isEqualTo(new Figure.BestThreshold(Measure.ACCURACY, 0.0625, 1));
    Examples negatives = of(new float[] {0.625f, 0.75f}, 0, 0);
    assertThat(best(negatives, Measure.ACCURACY))
        .isEqualTo(new Figure.BestThreshold(Measure.ACCURACY, 0.875, 1));
  }

  @Test
  void withoutExamplesThereIsNone() {
    MetricSet metrics = MetricSet.binary().tuning(Measure.F1);
    assertThat(metrics.report(metrics.newState()).bestThreshold()).isEmpty();
    assertThat(Examples.binary(1, 50, 0).report(MetricSet.binary()).bestThreshold()).isEmpty();
  }

  @Test
  void entriesThatOverlapAreNotCutThrough() {
    RankedScores.Builder overlapping = new RankedScores.Builder(3);
    int low = Float.floatToIntBits(0.1f);
    int middle = Float.floatToIntBits(0.3f);
    int high = Float.floatToIntBits(0.6f);
    overlapping.append(low, middle, 0, 4);
    overlapping.append(Float.floatToIntBits(0.2f), high, 1, 2);
    overlapping.append(Float.floatToIntBits(0.8f), Float.floatToIntBits(0.9f), 5, 0);
    Figure.BestThreshold best =
        ThresholdSearch.best(overlapping.build(), Measure.ACCURACY).orElseThrow();
    assertThat(best.threshold()).isCloseTo(0.7, within(1e-7));
    assertThat(best.value()).isEqualTo(11 / 12.0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.5, 2, Double.NaN})
  void aThresholdLiesBetweenZeroAndOne(double threshold) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MetricSet.binary().at(threshold))
        .withMessage("a threshold must lie in (0, 1), not " + threshold);
  }

  @Test
  void areasNeedNoThreshold() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MetricSet.binary().tuning(Measure.ROC_AUC))
        .withMessage("a threshold is tuned for f1 or accuracy, not for roc_auc");
  }

  @Test
  void whatIsPredictedExceedsTheThreshold() {
    Examples examples = of(new float[] {0.25f, 0.3f, 0.5f, 0.7f}, 0, 1, 0, 1);
    MetricReport report = examples.report(MetricSet.binary().at(0.25));
    assertThat(report.value(Measure.RECALL)).hasValue(1);
    assertThat(report.value(Measure.PRECISION)).hasValue(2 / 3.0);
    assertThat(report.confusion().orElseThrow().weights().toString())
        .isEqualTo("[[1.0, 1.0], [0.0, 2.0]]");
    // Neither the loss nor the areas ask for it.
    MetricReport even = examples.report(MetricSet.binary().at(0.5));
    assertThat(even.values()).isEqualTo(examples.report(MetricSet.binary()).values());
    assertThat(report.value(Measure.ROC_AUC)).isEqualTo(even.value(Measure.ROC_AUC));
    assertThat(report.value(Measure.LOSS)).isEqualTo(even.value(Measure.LOSS));
  }
}
