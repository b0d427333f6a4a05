package dev.lockstep.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExponentialAverageTest {
  private static final ExponentialAverage OVER_50 = new ExponentialAverage(0.98);

  /** Temperatures of the first two days, as the course has them, in degrees Fahrenheit. */
  private static final double FIRST = 40;

  private static final double SECOND = 49;

  @Test
  void theFirstAveragesAreThoseOfTheTextbook() {
    double v1 = OVER_50.next(0, FIRST);
    assertThat(v1).isCloseTo(0.02 * FIRST, within(1e-14));
    double v2 = OVER_50.next(v1, SECOND);
    assertThat(v2).isCloseTo(0.0196 * FIRST + 0.02 * SECOND, within(1e-14));
  }

  @Test
  void correctedForBiasTheFirstIsTheValueAndTheSecondLiesBetween() {
    double v1 = OVER_50.next(0, FIRST);
    double v2 = OVER_50.next(v1, SECOND);
    assertThat(v1 / ExponentialAverage.weight(0.98, 1)).isCloseTo(FIRST, within(1e-12));
    assertThat(ExponentialAverage.weight(0.98, 2)).isCloseTo(0.0396, within(1e-15));
    double corrected = (0.0196 * FIRST + 0.02 * SECOND) / 0.0396;
    assertThat(v2 / ExponentialAverage.weight(0.98, 2)).isCloseTo(corrected, within(1e-12));

    float[] average = {-1000};
    OVER_50.takeUnbiased(average, new float[] {(float) FIRST}, 1);
    assertThat(average[0]).isEqualTo((float) FIRST);
    OVER_50.takeUnbiased(average, new float[] {(float) SECOND}, 2);
    assertThat((double) average[0]).isCloseTo(corrected, within(4 * 0x1p-24 * SECOND));
  }

  @Test
  void theWeightsOfAllValuesAreTheAverageOfOnes() {
    double ones = 0;
    for (int t = 1; t <= 1000; t++) {
      ones = OVER_50.next(ones, 1);
      assertThat(ExponentialAverage.weight(0.98, t)).isCloseTo(ones, within(1e-13));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 0.9, 0.99, 0.999})
  void theUnbiasedAverageIsTheAverageOverItsWeight(double decay) {
    ExponentialAverage rule = new ExponentialAverage(decay);
    Random random = new Random(1);
    double[] twin = new double[7];
    float[] average = new float[7];
    float[] values = new float[7];
    for (int t = 1; t <= 500; t++) {
      for (int i = 0; i < values.length; i++) {
        values[i] = 1 + (float) random.nextGaussian();
        twin[i] = rule.next(twin[i], values[i]);
      }
      rule.takeUnbiased(average, values, t);
    }
    double weight = ExponentialAverage.weight(decay, 500);
    // Three roundings a step of numbers of at most some 5, which fade as values do.
    double tolerance = 3 * 5 * 0x1p-24 * Math.min(500, 1 / (1 - decay));
    for (int i = 0; i < values.length; i++) {
      assertThat((double) average[i]).isCloseTo(twin[i] / weight, within(tolerance));
    }
  }

  @Test
  void whatStaysTheSameKeepsItsValue() {
    float[] values = {1, -3, 1e-3f, 1e20f, 0};
    float[] average = new float[5];
    ExponentialAverage rule = new ExponentialAverage(0.999);
    for (int t = 1; t <= 10_000; t++) {
      rule.takeUnbiased(average, values, t);
    }
    for (int i = 0; i < values.length; i++) {
      // Where the rounding of a step outweighs what it moves by.
      assertThat((double) average[i])
          .isCloseTo(values[i], within(1000 * 0x1p-24 * Math.abs((double) values[i])));
    }
  }

  @Test
  void withoutDecayTheAverageIsTheLatestValue() {
    float[] average = {1, 2};
    float[] values = {0.1f, -7};
    ExponentialAverage.LATEST.takeUnbiased(average, values, 3);
    assertThat(average).containsExactly(values);
  }

  @Test
  void inFloat32TheShareIsWhatTheNewValueCounts() {
    assertThat(ExponentialAverage.next(8f, 4f, 0.25f)).isEqualTo(7f);
    assertThat(ExponentialAverage.next(8f, 4f, 1f)).isEqualTo(4f);
  }

  @Test
  void anAverageThatForgetsNothingIsRefused() {
    for (double decay : Arrays.asList(1.0, -0.1, 2.0, Double.NaN)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new ExponentialAverage(decay))
          .withMessage("decay must lie in [0, 1), not " + decay);
    }
  }
}
