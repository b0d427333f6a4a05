package dev.lockstep.nn.loss;

import static dev.lockstep.testing.Closeness.ROUNDING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.linalg.Matrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Softmax regression by the course's numbers, and as a generalization of logistic regression. */
class SoftmaxTextbookTest {
  private static Matrix row(float... values) {
    return Matrix.of(values, 1, values.length);
  }

  @Test
  void fiveTwoMinusOneThreeBecomesTheCoursesProbabilities() {
    Matrix output = row(5, 2, -1, 3);
    new SoftmaxCrossEntropy().predict(output);
    double[] expected = {0.842, 0.042, 0.002, 0.114};
    for (int j = 0; j < 4; j++) {
      assertThat((double) output.get(0, j)).isCloseTo(expected[j], within(0.0005));
    }
  }

  @Test
  void theGradientIsTheProbabilitiesLessTheClass() {
    Matrix output = row(5, 2, -1, 3);
    double loss = new SoftmaxCrossEntropy().gradient(output, row(0), row(1));
    assertThat(loss).isCloseTo(-Math.log(0.842), within(0.001));
    double[] expected = {0.842 - 1, 0.042, 0.002, 0.114};
    for (int j = 0; j < 4; j++) {
      assertThat((double) output.get(0, j)).isCloseTo(expected[j], within(0.0005));
    }
  }

  /** Logits z0 and z1 are one logit z1 - z0 of the second class. */
  @ParameterizedTest
  @CsvSource({"0, 0", "1, -2", "-3, 4", "0.5, 0.25", "20, -20", "-60, 60", "100, 99"})
  void withTwoClassesItIsLogisticRegression(float z0, float z1) {
    for (int y = 0; y <= 1; y++) {
      Matrix two = row(z0, z1);
      Matrix one = row(z1 - z0);
      double softmax = new SoftmaxCrossEntropy().gradient(two, row(y), row(1.5f));
      double logistic = new SigmoidCrossEntropy().gradient(one, row(y), row(1.5f));
      double tolerance = 8 * ROUNDING;
      assertThat(softmax).isCloseTo(logistic, within(tolerance * Math.max(1, logistic)));
      assertThat(two.get(0, 1)).isCloseTo(one.get(0, 0), within((float) (2 * tolerance)));
      assertThat(two.get(0, 0)).isCloseTo(-one.get(0, 0), within((float) (2 * tolerance)));
    }
    Matrix two = row(z0, z1);
    Matrix one = row(z1 - z0);
    new SoftmaxCrossEntropy().predict(two);
    new SigmoidCrossEntropy().predict(one);
    assertThat(two.get(0, 1)).isCloseTo(one.get(0, 0), within((float) (4 * ROUNDING)));
    assertThat(two.get(0, 0)).isCloseTo(1 - one.get(0, 0), within((float) (4 * ROUNDING)));
  }
}
