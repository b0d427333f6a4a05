package dev.lockstep.metric;

import static dev.lockstep.metric.Examples.figure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** RegressionError and RSquared. */
class RegressionTest {
  /** The mean by weight of a function of the row. */
  private static double mean(Examples examples, IntToDoubleFunction f) {
    double sum = 0;
    for (int i = 0; i < examples.count(); i++) {
      sum += examples.weights[i] * f.applyAsDouble(i);
    }
    return sum / examples.totalWeight();
  }

  private static double target(Examples examples, int row, int c) {
    return examples.targets[row * examples.width + c];
  }

  private static double error(Examples examples, int row, int c) {
    return target(examples, row, c) - examples.outputs[row * examples.width + c];
  }

  private static double square(double x) {
    return x * x;
  }

  /** In two passes, the mean first. */
  private static double exactR2(Examples examples) {
    double sum = 0;
    for (int output = 0; output < examples.width; output++) {
      int c = output;
      double mean = mean(examples, i -> target(examples, i, c));
      double variance = mean(examples, i -> square(target(examples, i, c) - mean));
      sum += 1 - mean(examples, i -> square(error(examples, i, c))) / variance;
    }
    return sum / examples.width;
  }

  private static Examples examples(long seed, int n, int outputs, double mean) {
    Examples examples = Examples.regression(seed, n, outputs, mean);
    examples.weights[0] = 1;
    examples.weights[1] = 1;
    return examples;
  }

  @Property(tries = 100)
  void errorsAreThoseOfTheDefinitions(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 100) int n,
      @ForAll @IntRange(min = 1, max = 3) int outputs) {
    Examples examples = examples(seed, n, outputs, 0);
    double rmse = 0;
    double mae = 0;
    for (int output = 0; output < outputs; output++) {
      int c = output;
      rmse += Math.sqrt(mean(examples, i -> square(error(examples, i, c)))) / outputs;
      mae += mean(examples, i -> Math.abs(error(examples, i, c))) / outputs;
    }
    double[] units = new double[outputs];
    Arrays.fill(units, 8);
    MetricReport report = examples.report(new RegressionError(units));
    assertThat(figure(report, "rmse")).isCloseTo(8 * rmse, within(n * 0x1p-47));
    assertThat(figure(report, "mae")).isCloseTo(8 * mae, within(n * 0x1p-47));
  }

  @Property(tries = 100)
  void r2IsThatOfTwoPasses(
      @ForAll long seed,
      @ForAll @IntRange(min = 50, max = 200) int n,
      @ForAll @IntRange(min = 1, max = 3) int outputs) {
    Examples examples = examples(seed, n, outputs, 0);
    assertThat(figure(examples.report(new RSquared(new double[outputs])), "r2"))
        .isCloseTo(exactR2(examples), within(n * 0x1p-48));
  }

  @Test
  void r2KeepsItsDigitsWhenTheMeanIsFarFromZero() {
    int n = 100_000;
    double mean = 1000;
    Examples examples = examples(5, n, 1, mean);
    double exact = exactR2(examples);
    double loss = square(mean);
    assertThat(figure(examples.report(new RSquared(new double[1])), "r2"))
        .isCloseTo(exact, within(loss * n * 0x1p-52));
    assertThat(figure(examples.report(new RSquared(new double[] {mean - 1})), "r2"))
        .isCloseTo(exact, within(4 * n * 0x1p-52));
  }

  @Property(tries = 50)
  void constantTargetsHaveOneIfPredictedExactlyElseZero(
      @ForAll @IntRange(min = 1, max = 5000) int n, @ForAll @IntRange(max = 1000) int tenths) {
    Examples constant = Examples.zeros(n, 1, 1);
    Arrays.fill(constant.targets, tenths / 10f);
    Arrays.fill(constant.outputs, tenths / 10f);
    Arrays.fill(constant.weights, 0.1f);
    RSquared r2 = new RSquared(new double[] {0});
    assertThat(figure(constant.report(r2), "r2")).isEqualTo(1);
    constant.outputs[0] += 1;
    assertThat(figure(constant.report(r2), "r2")).isZero();
  }

  @Test
  void whatCannotBeARegressionIsRefused() {
    assertThatThrownBy(() -> MetricSet.regression(0)).hasMessageContaining("at least 1 output");
    assertThatThrownBy(() -> new RSquared(new double[] {Double.NaN}))
        .hasMessage("a target's centre must be finite, not NaN");
  }
}
