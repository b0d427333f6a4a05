package dev.lockstep.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.metric.Curves.Curve;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CurvesTest {
  private static final double ROUNDING = 1e-12;

  /** What is told of the areas under all thinned curves. */
  private static final double AREA_BOUND = 0.005;

  private static Curves curves(Examples examples) {
    return examples
        .report(MetricSet.binary())
        .charts()
        .filter(Curves.class::isInstance)
        .map(Curves.class::cast)
        .findFirst()
        .orElseThrow();
  }

  /** With those scores and classes, and weights of 1. */
  private static Examples of(float[] scores, float[] classes) {
    Examples examples = Examples.zeros(scores.length, 1, 1);
    System.arraycopy(scores, 0, examples.outputs, 0, scores.length);
    System.arraycopy(classes, 0, examples.targets, 0, scores.length);
    Arrays.fill(examples.weights, 1);
    return examples;
  }

  @Test
  void fourExamplesMakeTheCurvesThatAHandDraws() {
    Curves curves =
        curves(of(new float[] {0.875f, 0.75f, 0.625f, 0.125f}, new float[] {1, 0, 1, 0}));
    assertThat(curves.roc())
        .isEqualTo(
            new Curve(
                List.of(0.0, 0.0, 0.5, 0.5, 1.0),
                List.of(0.0, 0.5, 0.5, 1.0, 1.0),
                List.of(1.0, 0.8125, 0.6875, 0.5, 0.0),
                0));
    assertThat(curves.precisionRecall().x()).containsExactly(0.5, 0.5, 1.0, 1.0);
    assertThat(curves.precisionRecall().y()).containsExactly(1.0, 0.5, 2.0 / 3, 0.5);
    assertThat(curves.precisionRecall().thresholds()).containsExactly(0.8125, 0.6875, 0.5, 0.0);
    assertThat(curves.precisionRecall().areaError()).isCloseTo(0, within(ROUNDING));
  }

  @Test
  void equalScoresAreOneStepEvenIfAllAre0Or1() {
    Curves zeros = curves(of(new float[] {0, 0, 0}, new float[] {1, 0, 0}));
    assertThat(zeros.roc())
        .isEqualTo(new Curve(List.of(0.0, 1.0), List.of(0.0, 1.0), List.of(1.0, 0.0), 0));
    assertThat(zeros.precisionRecall().y()).containsExactly(1.0 / 3);
    assertThat(curves(of(new float[] {1, 1, 1}, new float[] {1, 0, 0})).roc())
        .isEqualTo(zeros.roc());
  }

  @Test
  void withoutWeightInAClassThereAreNone() {
    Examples examples = of(new float[] {0.25f, 0.5f}, new float[] {1, 0});
    examples.weights[1] = 0;
    assertThat(examples.report(MetricSet.binary()).charts()).noneMatch(Curves.class::isInstance);
  }

  /** Share of the weight of a class that scores higher. */
  private static double rate(Examples examples, int of, double threshold) {
    double above = 0;
    double all = 0;
    for (int i = 0; i < examples.count(); i++) {
      if (examples.targets[i] == of) {
        all += examples.weights[i];
        above += examples.outputs[i] > threshold ? examples.weights[i] : 0;
      }
    }
    return above / all;
  }

  private static double precision(Examples examples, double threshold) {
    double right = 0;
    double found = 0;
    for (int i = 0; i < examples.count(); i++) {
      if (examples.outputs[i] > threshold) {
        found += examples.weights[i];
        right += examples.targets[i] * examples.weights[i];
      }
    }
    return right / found;
  }

  private static void assertPoints(Examples examples, Curves curves) {
    Curve roc = curves.roc();
    Curve pr = curves.precisionRecall();
    assertThat(roc.x()).hasSizeBetween(2, RankedCurves.MOST_POINTS).isSorted().startsWith(0.0);
    assertThat(roc.y()).hasSameSizeAs(roc.x()).isSorted().startsWith(0.0).endsWith(1.0);
    assertThat(pr.x()).hasSizeBetween(1, RankedCurves.MOST_POINTS).isSorted().endsWith(1.0);
    assertThat(pr.y()).hasSameSizeAs(pr.x());
    for (int i = 0; i < roc.x().size(); i++) {
      double t = roc.thresholds().get(i);
      assertThat(roc.x().get(i)).isCloseTo(rate(examples, 0, t), within(ROUNDING));
      assertThat(roc.y().get(i)).isCloseTo(rate(examples, 1, t), within(ROUNDING));
    }
    for (int i = 0; i < pr.x().size(); i++) {
      double t = pr.thresholds().get(i);
      assertThat(pr.x().get(i)).isCloseTo(rate(examples, 1, t), within(ROUNDING));
      assertThat(pr.y().get(i)).isCloseTo(precision(examples, t), within(ROUNDING));
    }
  }

  /** No score is 0, so that the last threshold takes all. */
  private static Examples examples(long seed, int n, int centre, int steps) {
    Examples examples = Examples.rounded(seed, n, centre, steps);
    for (int i = 0; i < n; i++) {
      examples.outputs[i] = Math.max(1e-6f, examples.outputs[i]);
    }
    return examples;
  }

  @Property(tries = 100)
  void everyPointIsWhatCountingAtItsThresholdTells(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 5000) int n,
      @ForAll @IntRange(min = -8, max = 8) int centre,
      @ForAll @IntRange(min = 1, max = 1 << 22) int steps) {
    Examples examples = examples(seed, n, centre, steps);
    MetricReport report = examples.report(MetricSet.binary());
    Curves curves = curves(examples);
    assertPoints(examples, curves);
    assertAreas(report, curves);
  }

  /** By trapezoids, and as average precision, from nothing. */
  private static void assertAreas(MetricReport report, Curves curves) {
    double roc = 0;
    List<Double> x = curves.roc().x();
    List<Double> y = curves.roc().y();
    for (int i = 1; i < x.size(); i++) {
      roc += (x.get(i) - x.get(i - 1)) * (y.get(i) + y.get(i - 1)) / 2;
    }
    double pr = 0;
    double before = 0;
    for (int i = 0; i < curves.precisionRecall().x().size(); i++) {
      pr += (curves.precisionRecall().x().get(i) - before) * curves.precisionRecall().y().get(i);
      before = curves.precisionRecall().x().get(i);
    }
    double rocArea = report.value(Measure.ROC_AUC).orElseThrow();
    double prArea = report.value(Measure.PR_AUC).orElseThrow();
    assertThat(Math.abs(roc - rocArea))
        .isCloseTo(curves.roc().areaError(), within(ROUNDING))
        .isLessThan(AREA_BOUND);
    assertThat(Math.abs(pr - prArea))
        .isCloseTo(curves.precisionRecall().areaError(), within(ROUNDING))
        .isLessThan(AREA_BOUND);
  }

  @Test
  void areasOfManyExamplesAreKeptEvenWhereScoresWereTakenTogether() {
    SplittableRandom random = new SplittableRandom(5);
    for (int n : new int[] {3_000, 100_000, 1_500_000}) {
      Examples examples = Examples.zeros(n, 1, 1);
      for (int i = 0; i < n; i++) {
        double p = random.nextDouble();
        examples.outputs[i] = Float.intBitsToFloat(0x30000000 + (int) (p * 0x0F000000));
        examples.targets[i] = random.nextDouble() < p * p * p ? 1 : 0;
        examples.weights[i] = 1;
      }
      Curves curves = curves(examples);
      assertThat(curves.roc().x()).hasSizeBetween(150, RankedCurves.MOST_POINTS);
      assertPoints(examples, curves);
      assertAreas(examples.report(MetricSet.binary()), curves);
    }
  }
}
