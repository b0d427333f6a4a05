package dev.lockstep.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.linalg.Range;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.ParameterLayout.Role;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.loss.SquaredError;
import dev.lockstep.optim.Regularization.Penalty;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegularizationTest {
  @Test
  void penaltyIsLambdaOverTwiceTheBatchWeightTimesTheSquares() {
    Regularization l2 = new Regularization(0.5, List.of(new Range(0, 2), new Range(3, 4)));
    float[] w = {1f, 2f, 100f, -3f};
    assertThat(l2.penalty(w, 4)).isEqualTo(0.5 / 8 * (1 + 4 + 9));
    float[] g = {10f, 10f, 10f, 10f};
    l2.addGradient(w, g, 4);
    assertThat(g).containsExactly(10.125f, 10.25f, 10f, 9.625f);
    assertThat(w).containsExactly(1f, 2f, 100f, -3f);
  }

  @Test
  void biasesAreNotPenalised() {
    Network network =
        Network.multilayerPerceptron(
            2, List.of(3), new Relu(), new Network.Outputs(1, new SquaredError()));
    Regularization l2 = new Regularization(1, network.parameters().ranges(Role::isPenalised));
    float[] w = new float[network.parameters().size()];
    Arrays.fill(w, 1f);
    float[] g = new float[w.length];
    l2.addGradient(w, g, 1);
    for (var tensor : network.parameters().tensors()) {
      for (int i = tensor.range().from(); i < tensor.range().to(); i++) {
        assertThat(g[i]).as(tensor.name()).isEqualTo(tensor.name().endsWith("bias") ? 0f : 1f);
      }
    }
    assertThat(l2.penalty(w, 1)).isEqualTo(0.5 * (2 * 3 + 3 * 1));
  }

  /** The gradient is the penalty's derivative: a central difference in float64 would be exact. */
  @Test
  void theGradientIsThatOfThePenalty() {
    Regularization l2 = new Regularization(0.75, List.of(new Range(0, 1)));
    float h = 0.125f;
    double difference =
        (l2.penalty(new float[] {2 + h}, 3) - l2.penalty(new float[] {2 - h}, 3)) / (2 * h);
    float[] g = new float[1];
    l2.addGradient(new float[] {2f}, g, 3);
    assertThat((double) g[0]).isEqualTo(difference);
  }

  @Test
  void l1IsLambdaOverTwiceTheBatchWeightTimesTheMagnitudes() {
    Penalty penalty = new Penalty(0.5, List.of(new Range(0, 2), new Range(3, 4)));
    Regularization l1 = new Regularization(List.of(), List.of(penalty));
    float[] w = {1f, 0.005f, 100f, -3f};
    assertThat(l1.penalty(w, 4)).isEqualTo(0.5 / 8 * (1 + (double) 0.005f + 3));
    float[] g = {10f, 10f, 10f, 10f};
    l1.addGradient(w, g, 4);
    assertThat(g).containsOnly(10f);
    // 0.125 * 0.5 / (2 * 4), as far as there is a weight.
    l1.shrink(w, 0.125, 4);
    assertThat(w).containsExactly(1 - 0.0078125f, 0f, 100f, -3 + 0.0078125f);
  }

  @Test
  void eachLayerHasItsOwnPenalties() {
    Range first = new Range(0, 1);
    Range second = new Range(1, 2);
    Regularization both =
        new Regularization(
            List.of(new Penalty(2, List.of(first)), new Penalty(4, List.of(second))),
            List.of(new Penalty(0, List.of(first)), new Penalty(8, List.of(second))));
    float[] w = {1f, 3f};
    assertThat(both.penalty(w, 1)).isEqualTo(2.0 / 2 * 1 + 4.0 / 2 * 9 + 8.0 / 2 * 3);
    float[] g = {0f, 0f};
    both.addGradient(w, g, 1);
    assertThat(g).containsExactly(2f, 12f);
    both.shrink(w, 0.25, 1);
    assertThat(w).containsExactly(1f, 2f);
  }

  /** |x - 1|^2 / 2 + lambda/2 |x| is least at 1 - lambda/2, or at 0 from lambda 2 on. */
  @Test
  void gradientDescentComesToTheLeastOfThePenalisedLoss() {
    for (double lambda : new double[] {0.5, 1.5, 2, 3}) {
      Regularization l1 =
          new Regularization(List.of(), List.of(new Penalty(lambda, List.of(new Range(0, 1)))));
      float[] x = {-2f};
      Sgd sgd = new Sgd();
      OptimizerState state = sgd.init(1);
      for (int i = 0; i < 200; i++) {
        sgd.step(x, new float[] {x[0] - 1}, state, 0.25);
        l1.shrink(x, 0.25, 1);
      }
      assertThat((double) x[0]).isCloseTo(Math.max(0, 1 - lambda / 2), within(1e-6));
    }
  }

  @Test
  void noneAndABatchWithoutWeightAddNothing() {
    float[] g = {1f};
    Regularization.none().addGradient(new float[] {5f}, g, 2);
    new Regularization(1, List.of(new Range(0, 1))).addGradient(new float[] {5f}, g, 0);
    assertThat(g).containsExactly(1f);
    assertThat(Regularization.none().penalty(new float[] {5f}, 2)).isZero();
    assertThat(new Regularization(1, List.of(new Range(0, 1))).penalty(new float[] {5f}, 0))
        .isZero();
  }
}
