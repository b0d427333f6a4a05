package dev.lockstep.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.OptionalDouble;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  private static Calibration calibration(Examples examples, MetricSet metrics) {
    return examples
        .report(metrics)
        .charts()
        .filter(Calibration.class::isInstance)
        .map(Calibration.class::cast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void fiveExamplesAreCalibratedAsWorkedOutByHand() {
    Examples examples = Examples.zeros(5, 1, 1);
    float[] p = {0.125f, 0.1875f, 0.75f, 1, 0.5f};
    float[] y = {0, 1, 1, 1, 1};
    float[] w = {1, 3, 2, 2, 0};
    for (int i = 0; i < p.length; i++) {
      examples.outputs[i] = p[i];
      examples.targets[i] = y[i];
      examples.weights[i] = w[i];
    }
    Calibration found = calibration(examples, MetricSet.binary());
    double predicted = (0.125 + 3 * 0.1875) / 4; // 0.171875
    assertThat(found.bins()).hasSize(10);
    assertThat(found.bins().get(1))
        .isEqualTo(
            new Calibration.Bin(
                0.1, 0.2, 2, OptionalDouble.of(predicted), OptionalDouble.of(0.75)));
    assertThat(found.bins().get(7).observed()).hasValue(1);
    assertThat(found.bins().get(9))
        .isEqualTo(new Calibration.Bin(0.9, 1, 1, OptionalDouble.of(1), OptionalDouble.of(1)));
    assertThat(found.bins().get(5))
        .isEqualTo(
            new Calibration.Bin(0.5, 0.6, 0, OptionalDouble.empty(), OptionalDouble.empty()));
    // |3 - 0.6875| of 4, |2 - 1.5| of 2, 0 of 2.
    assertThat(found.expectedError()).isEqualTo((2.3125 + 0.5) / 8);
    assertThat(found.maximumError()).isEqualTo(2.3125 / 4);
  }

  /** Bin by bin, each with a loop over all examples. */
  private static void assertTextbook(Examples examples, MetricSet metrics, int classes) {
    Calibration found = calibration(examples, metrics);
    double expected = 0;
    double maximum = 0;
    for (int b = 0; b < 10; b++) {
      double weight = 0;
      double predicted = 0;
      double observed = 0;
      long count = 0;
      for (int i = 0; i < examples.count(); i++) {
        int asked = classes == 2 ? 1 : largest(examples, i);
        double p =
            examples.outputs[i * examples.width + (classes == 2 ? examples.width - 1 : asked)];
        if (examples.weights[i] > 0 && p >= b / 10.0 && (p < (b + 1) / 10.0 || b == 9)) {
          count++;
          weight += examples.weights[i];
          predicted += examples.weights[i] * p;
          observed += examples.targets[i] == asked ? examples.weights[i] : 0;
        }
      }
      assertThat(found.bins().get(b).examples()).isEqualTo(count);
      if (count > 0) {
        assertThat(found.bins().get(b).predicted().orElseThrow())
            .isCloseTo(predicted / weight, within(1e-12));
        assertThat(found.bins().get(b).observed().orElseThrow())
            .isCloseTo(observed / weight, within(1e-12));
        double gap = Math.abs(predicted - observed) / weight;
        expected += weight / examples.totalWeight() * gap;
        maximum = Math.max(maximum, gap);
      }
    }
    assertThat(found.expectedError()).isCloseTo(expected, within(1e-12));
    assertThat(found.maximumError()).isCloseTo(maximum, within(1e-12));
  }

  private static int largest(Examples examples, int row) {
    int best = 0;
    for (int c = 1; c < examples.width; c++) {
      if (examples.outputs[row * examples.width + c]
          > examples.outputs[row * examples.width + best]) {
        best = c;
      }
    }
    return best;
  }

  @Property(tries = 100)
  void binsAreThoseOfTheTextbook(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 300) int n,
      @ForAll @IntRange(min = 3, max = 6) int classes) {
    Examples two = Examples.binary(seed, n, 0.5);
    two.weights[0] = 1;
    assertTextbook(two, MetricSet.binary(), 2);
    assertTextbook(two.asSoftmax(), MetricSet.binary(), 2);
    Examples more = Examples.multiclass(seed, n, classes);
    more.weights[0] = 1;
    assertTextbook(more, MetricSet.multiclass(classes), classes);
  }

  @Test
  void ofNoWeightNothingIsTold() {
    Examples examples = Examples.binary(1, 20, 0);
    Arrays.fill(examples.weights, 0);
    assertThat(examples.report(MetricSet.binary()).charts()).isEmpty();
  }
}
