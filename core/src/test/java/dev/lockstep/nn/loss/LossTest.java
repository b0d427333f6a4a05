package dev.lockstep.nn.loss;

import static dev.lockstep.testing.Closeness.ROUNDING;
import static dev.lockstep.testing.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.linalg.Matrix;
import dev.lockstep.testing.Kinds;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses where a textbook's formula would overflow, and what all losses have in common. */
class LossTest {
  /** A few roundings of probabilities, logits and weights. */
  private static final double RELATIVE = 8 * ROUNDING;

  @Test
  void softmaxLossIsExactForHugeLogits() {
    float[][] logits = {
      {1e4f, -1e4f, 0f}, {-1e4f, 1e4f, 1e4f}, {1e30f, 1e30f, 1e30f}, {-1e30f, -1e30f, -1e30f},
      {88f, 89f, 90f}, {-1e4f, -1e4f + 1, -1e4f - 1}, {0f, 0f, 0f}, {1e4f, 1e4f - 3, -1e4f}
    };
    for (float[] z : logits) {
      for (int target = 0; target < z.length; target++) {
        double[] expected = new double[z.length];
        double loss = softmax(z, target, 1.5f, expected);
        Matrix output = row(z);
        double actual = new SoftmaxCrossEntropy().gradient(output, row(target), row(1.5f));
        assertClose("loss", actual, loss, RELATIVE);
        assertClose("gradient", output.data(), expected, RELATIVE);
      }
    }
  }

  /** log-sum-exp in float64, shifted by the maximum; fills the gradient. */
  private static double softmax(float[] z, int target, float weight, double[] gradient) {
    double max = Double.NEGATIVE_INFINITY;
    for (float each : z) {
      max = Math.max(max, each);
    }
    double sum = 0;
    for (float each : z) {
      sum += Math.exp(each - max);
    }
    for (int j = 0; j < z.length; j++) {
      gradient[j] = weight * (Math.exp(z[j] - max) / sum - (j == target ? 1 : 0));
    }
    return weight * (Math.log(sum) - (z[target] - max));
  }

  @ParameterizedTest
  @ValueSource(floats = {0f, 1e-30f, 1f, 17f, 88f, 89f, 100f, 104f, 1e4f, 1e30f})
  void sigmoidLossIsExactForHugeLogits(float magnitude) {
    for (float z : new float[] {magnitude, -magnitude}) {
      for (float y : new float[] {0f, 0.3f, 1f}) {
        // log(1 + e^z) - y z, with the large part taken out of the logarithm.
        double loss = Math.max(z, 0.0) - (double) y * z + Math.log1p(Math.exp(-Math.abs(z)));
        double probability = 1 / (1 + Math.exp(-(double) z));
        Matrix output = row(z);
        double actual = new SigmoidCrossEntropy().gradient(output, row(y), row(2f));
        assertClose("loss of " + z, actual, 2 * loss, RELATIVE);
        assertClose("gradient of " + z, output.get(0, 0), 2 * (probability - y), RELATIVE);
      }
    }
  }

  @Test
  void sigmoidLossOfAConfidentAnswerIsItsTailNotZero() {
    // e^-30 is far below one rounding of 1: a loss computed from the probability would be 0.
    double loss = new SigmoidCrossEntropy().gradient(row(30f), row(1f), row(1f));
    assertThat(loss / Math.exp(-30)).isBetween(1 - 1e-6, 1 + 1e-6);
  }

  @Test
  void squaredErrorIsFiniteWhereItsSquareIsNoFloat() {
    Matrix output = row(1e30f, -1e30f);
    double loss = new SquaredError().gradient(output, row(0f, 0f), row(1f));
    assertThat(loss / 1e60).isBetween(1 - 1e-6, 1 + 1e-6);
    assertThat(output.data()).containsExactly(1e30f, -1e30f);
  }

  @ParameterizedTest
  @CsvSource({"-1000", "-100", "-17", "0", "17", "100", "1000"})
  void sigmoidPredictsProbabilities(float z) {
    Matrix output = row(z);
    new SigmoidCrossEntropy().predict(output);
    double expected = 1 / (1 + Math.exp(-(double) z));
    // Relative, down to the smallest float: a small probability keeps its digits.
    assertThat((double) output.get(0, 0))
        .isCloseTo(expected, Offset.offset(2 * ROUNDING * expected + Float.MIN_VALUE));
  }

  @Test
  void softmaxPredictsProbabilitiesThatSumToOne() {
    Matrix output = Matrix.of(new float[] {1e4f, -1e4f, 0f, 5f, 5f, 5f, -1f, 0f, 2f}, 3, 3);
    new SoftmaxCrossEntropy().predict(output);
    for (int r = 0; r < 3; r++) {
      double sum = 0;
      for (int c = 0; c < 3; c++) {
        assertThat(output.get(r, c)).isBetween(0f, 1f);
        sum += output.get(r, c);
      }
      assertThat(sum).isBetween(1 - 3 * ROUNDING, 1 + 3 * ROUNDING);
    }
    assertThat(output.get(0, 0)).isEqualTo(1f);
    assertThat(output.get(1, 0)).isEqualTo(output.get(1, 2)).isEqualTo(1 / 3f);
  }

  @Test
  void squaredErrorPredictsTheOutput() {
    Matrix output = row(3f, -4f);
    new SquaredError().predict(output);
    assertThat(output.data()).containsExactly(3f, -4f);
  }

  @ParameterizedTest
  @MethodSource("dev.lockstep.testing.Kinds#losses")
  void theSumOfTheLossIsTheSameWithAndWithoutGradient(Loss loss) {
    Random random = new Random(1);
    Matrix output = Matrix.zeros(50, 4);
    Matrix targets = Matrix.zeros(50, loss.targets(4));
    Matrix weights = Matrix.zeros(50, 1);
    for (int r = 0; r < 50; r++) {
      for (int c = 0; c < 4; c++) {
        output.set(r, c, (float) (10 * random.nextGaussian()));
      }
      for (int c = 0; c < targets.columns(); c++) {
        targets.set(r, c, random.nextInt(2));
      }
      weights.set(r, 0, random.nextFloat());
    }
    float[] before = output.data().clone();
    double sum = loss.sum(output, targets, weights);
    assertThat(output.data()).isEqualTo(before);
    double withGradient = loss.gradient(output, targets, weights);
    assertThat(sum / withGradient).isBetween(1 - 2 * RELATIVE, 1 + 2 * RELATIVE);
  }

  @Test
  void everyLossIsAmongThoseChecked() {
    assertThat(Kinds.classesOf(Kinds.losses())).isEqualTo(Kinds.classes(Loss.class));
  }

  @ParameterizedTest
  @MethodSource("dev.lockstep.testing.Kinds#losses")
  void withoutWeightThereIsNeitherLossNorGradient(Loss loss) {
    Matrix output = row(1e4f, -1e4f, 3f);
    Matrix targets = Matrix.zeros(1, loss.targets(3));
    assertThat(loss.sum(output, targets, row(0f))).isZero();
    assertThat(loss.gradient(output, targets, row(0f))).isZero();
    for (float each : output.data()) {
      assertThat(each).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("dev.lockstep.testing.Kinds#losses")
  void aNanIsNeverHidden(Loss loss) {
    for (int at = 0; at < 3; at++) {
      Matrix output = row(1f, 2f, 3f);
      output.set(0, at, Float.NaN);
      Matrix targets = Matrix.zeros(1, loss.targets(3));
      assertThat(loss.sum(output, targets, row(1f))).isNaN();
      assertThat(loss.gradient(output, targets, row(1f))).isNaN();
      assertThat(output.get(0, at)).isNaN();
    }
  }

  @Test
  void targetsOfClassesAreChecked() {
    for (double smoothing : new double[] {-0.1, 1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new ClassTargets(smoothing, List.of()))
          .withMessage("label smoothing must lie in [0, 1), not " + smoothing);
    }
    for (float weight : new float[] {0, -1, Float.POSITIVE_INFINITY, Float.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new ClassTargets(0, List.of(1f, weight)))
          .withMessage("the weight of a class must be above 0, not " + weight);
    }
    ClassTargets two = new ClassTargets(0, List.of(1f, 2f));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SoftmaxCrossEntropy(two).checkOutputs(3))
        .withMessage("found 2 weights of classes for 3 classes");
    new SigmoidCrossEntropy(two).checkOutputs(1);
    new SoftmaxCrossEntropy(two).checkOutputs(2);
  }

  @Test
  void softmaxNeedsTwoOutputs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SoftmaxCrossEntropy().checkOutputs(1))
        .withMessageContainingAll("at least 2 outputs", "not 1", "sigmoid_cross_entropy");
    new SigmoidCrossEntropy().checkOutputs(1);
    new SquaredError().checkOutputs(1);
  }

  private static Matrix row(float... values) {
    return Matrix.of(values, 1, values.length);
  }
}
