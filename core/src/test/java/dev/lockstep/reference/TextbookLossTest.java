package dev.lockstep.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.nn.loss.SquaredError;
import org.junit.jupiter.api.Test;

class TextbookLossTest {
  /** softmax of (5, 2, -1, 3) is (0.842, 0.042, 0.002, 0.114). */
  @Test
  void theSoftmaxIsTheTextbooks() {
    TextbookLoss loss = new TextbookLoss(new SoftmaxCrossEntropy());
    double[] z = {5, 2, -1, 3};
    assertThat(loss.value(z, new float[] {0})).isCloseTo(-Math.log(0.842), within(1e-3));
    assertThat(loss.gradient(z, new float[] {0}))
        .containsExactly(new double[] {-0.158, 0.042, 0.002, 0.114}, within(5e-4));
  }

  @Test
  void largeLogitsNeitherOverflowNorLoseTheLoss() {
    TextbookLoss softmax = new TextbookLoss(new SoftmaxCrossEntropy());
    assertThat(softmax.value(new double[] {1000, 0}, new float[] {1})).isEqualTo(1000);
    TextbookLoss sigmoid = new TextbookLoss(new SigmoidCrossEntropy());
    assertThat(sigmoid.value(new double[] {1000}, new float[] {0})).isEqualTo(1000);
    assertThat(sigmoid.value(new double[] {-40}, new float[] {0}))
        .isCloseTo(Math.exp(-40), within(1e-30));
    assertThat(sigmoid.gradient(new double[] {1000}, new float[] {0})).containsExactly(1);
  }

  @Test
  void theSquaredErrorIsHalfTheSumOfSquares() {
    TextbookLoss loss = new TextbookLoss(new SquaredError());
    assertThat(loss.value(new double[] {3, 1}, new float[] {1, 2})).isEqualTo(2.5);
    assertThat(loss.gradient(new double[] {3, 1}, new float[] {1, 2})).containsExactly(2, -1);
  }
}
