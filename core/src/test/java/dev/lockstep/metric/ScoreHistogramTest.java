package dev.lockstep.metric;

import static dev.lockstep.metric.Examples.figure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ScoreHistogramTest {
  private static double[] state(Examples examples) {
    ScoreHistogram histogram = new ScoreHistogram();
    double[] state = new double[histogram.size()];
    histogram.accumulate(examples.batch(), state, 0);
    return state;
  }

  /** The share of the pairs of a positive and a negative that are ordered rightly. */
  private static double exactRocAuc(Examples examples) {
    double won = 0;
    double pairs = 0;
    for (int i = 0; i < examples.count(); i++) {
      for (int j = 0; j < examples.count(); j++) {
        if (examples.targets[i] == 1 && examples.targets[j] == 0) {
          double weight = (double) examples.weights[i] * examples.weights[j];
          int order = Float.compare(examples.outputs[i], examples.outputs[j]);
          won += weight * (order + 1) / 2.0;
          pairs += weight;
        }
      }
    }
    return won / pairs;
  }

  /** The mean precision at the score of every positive, by sorting. */
  private static double exactPrAuc(Examples examples) {
    Integer[] order = new Integer[examples.count()];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparing(i -> -examples.outputs[i]));
    double sum = 0;
    double tp = 0;
    double fp = 0;
    for (int i = 0; i < order.length; ) {
      float score = examples.outputs[order[i]];
      double before = tp;
      for (; i < order.length && examples.outputs[order[i]] == score; i++) {
        double weight = examples.weights[order[i]];
        tp += examples.targets[order[i]] == 1 ? weight : 0;
        fp += examples.targets[order[i]] == 1 ? 0 : weight;
      }
      sum += tp == before ? 0 : (tp - before) * tp / (tp + fp);
    }
    return sum / tp;
  }

  /** Both classes occur. */
  private static Examples examples(long seed, int n, double centre) {
    Examples examples = Examples.binary(seed, n, centre);
    examples.targets[0] = 0;
    examples.targets[1] = 1;
    examples.weights[0] = 1;
    examples.weights[1] = 1;
    return examples;
  }

  @Property(tries = 100)
  void exactAreasLieWithinTheErrorBounds(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 400) int n,
      @ForAll @IntRange(min = -20, max = 20) int centre) {
    Examples examples = examples(seed, n, centre);
    double[] state = state(examples);
    double rounding = n * 0x1p-50;
    assertThat(RocAuc.area(state, 0))
        .isCloseTo(exactRocAuc(examples), within(RocAuc.errorBound(state, 0) + rounding));
    assertThat(PrAuc.area(state, 0))
        .isCloseTo(exactPrAuc(examples), within(PrAuc.errorBound(state, 0) + rounding));
  }

  @Property(tries = 100)
  void areasAreExactWhenBinsHoldOneScoreEach(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 400) int n) {
    Examples examples = examples(seed, n, 0);
    for (int i = 0; i < n; i++) {
      examples.outputs[i] = Math.round(examples.outputs[i] * 64) / 64f;
    }
    double[] state = state(examples);
    assertThat(RocAuc.area(state, 0)).isCloseTo(exactRocAuc(examples), within(n * 0x1p-50));
    assertThat(PrAuc.area(state, 0)).isCloseTo(exactPrAuc(examples), within(n * 0x1p-50));
  }

  @Test
  void theErrorBoundsAreSmallForRareEvents() {
    double[] state = state(examples(7, 200_000, -7));
    assertThat(RocAuc.errorBound(state, 0)).isLessThan(0.001);
    assertThat(PrAuc.errorBound(state, 0)).isLessThan(0.005);
  }

  @Test
  void theErrorBoundsAreReachedByTheWorstOrderWithinABin() {
    Examples oneBin = Examples.zeros(2, 1, 1);
    oneBin.outputs[0] = 0.5f;
    oneBin.outputs[1] = Math.nextUp(0.5f);
    oneBin.targets[1] = 1;
    Arrays.fill(oneBin.weights, 1);
    double[] state = state(oneBin);
    assertThat(RocAuc.area(state, 0)).isEqualTo(0.5);
    assertThat(RocAuc.errorBound(state, 0)).isEqualTo(0.5);
    assertThat(exactRocAuc(oneBin)).isEqualTo(1);
    assertThat(PrAuc.errorBound(state, 0)).isEqualTo(0.5);
  }

  @Property
  void aHigherProbabilityHasNoLowerBin(
      @ForAll @FloatRange(max = 1) float a, @ForAll @FloatRange(max = 1) float b) {
    int lower = ScoreHistogram.bin(Math.min(a, b));
    int higher = ScoreHistogram.bin(Math.max(a, b));
    assertThat(lower).isBetween(0, higher);
    assertThat(higher).isBetween(lower, ScoreHistogram.BINS - 1);
  }

  @Test
  void theExtremesHaveTheOuterBins() {
    assertThat(ScoreHistogram.bin(0)).isZero();
    assertThat(ScoreHistogram.bin(Float.MIN_VALUE)).isZero();
    assertThat(ScoreHistogram.bin(1)).isEqualTo(ScoreHistogram.BINS - 1);
    assertThat(ScoreHistogram.bin(Math.nextDown(1f))).isLessThan(ScoreHistogram.BINS - 1);
    assertThat(ScoreHistogram.BINS).isGreaterThanOrEqualTo(4096);
  }

  @Test
  void areasAreAbsentWithASingleClass() {
    Examples onlyNegatives = Examples.zeros(3, 1, 1);
    Arrays.fill(onlyNegatives.weights, 1);
    assertThat(onlyNegatives.report(new ScoreHistogram()).values()).isEmpty();
    onlyNegatives.targets[0] = 1;
    onlyNegatives.weights[0] = 0;
    assertThat(onlyNegatives.report(new ScoreHistogram()).values()).isEmpty();
  }

  @Test
  void constantScoresSayNothing() {
    Examples constant = Examples.zeros(4, 1, 1);
    constant.targets[3] = 1;
    Arrays.fill(constant.weights, 1);
    MetricReport report = constant.report(new ScoreHistogram());
    assertThat(figure(report, "roc_auc")).isEqualTo(0.5);
    assertThat(figure(report, "pr_auc")).isEqualTo(0.25);
  }
}
