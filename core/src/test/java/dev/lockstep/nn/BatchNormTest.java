package dev.lockstep.nn;

import static dev.lockstep.testing.Closeness.assertClose;
import static dev.lockstep.testing.Closeness.widen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.Matrix;
import dev.lockstep.linalg.Range;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Pass;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.reference.TextbookNetwork;
import dev.lockstep.testing.Batch;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Batch normalization, beside what holds for every layer. */
class BatchNormTest {
  private static final Network NETWORK =
      new Network(
          4,
          List.of(new Dense(4, 6, false), new BatchNorm(6), new Relu(), new Dense(6, 3)),
          new SoftmaxCrossEntropy());

  private static final ParameterLayout LAYOUT = NETWORK.parameters();

  private static final float[] VALUES =
      new Initializer(Initializer.Kind.HE, 1).initialize(NETWORK, 1);

  private static GradientSum gradient(Batch batch) {
    GradientSum sum = new GradientSum(LAYOUT.size());
    Workspace workspace = batch.into(new Workspace(NETWORK, BlasBackend.AUTO.load(), batch.rows()));
    new Backprop(NETWORK).gradient(Pass.training(0, 0), VALUES, workspace, sum);
    return sum;
  }

  private static float[] of(float[] values, String tensor) {
    Range range = LAYOUT.tensor(tensor).range();
    return Arrays.copyOfRange(values, range.from(), range.to());
  }

  @Test
  void buffersLieBehindWhatIsTrained() {
    assertThat(LAYOUT.trained()).isEqualTo(24 + 6 + 6 + 18 + 3);
    assertThat(LAYOUT.size()).isEqualTo(LAYOUT.trained() + 6 + 6 + 1);
    assertThat(of(VALUES, "1.weight")).containsOnly(1f);
    assertThat(of(VALUES, "1.bias")).containsOnly(0f);
    assertThat(of(VALUES, "1.running_mean")).containsOnly(0f);
    assertThat(of(VALUES, "1.running_var")).containsOnly(1f);
  }

  /** More rows than a piece of other networks has. */
  @Test
  void statisticsAreThoseOfAllRowsAtOnce() {
    Batch batch = Batch.random(NETWORK, 3 * Workspace.PIECE_ROWS + 5, 1);
    double[] expected = new TextbookNetwork(NETWORK).gradient(widen(VALUES), batch.examples());
    assertClose("gradient", gradient(batch).gradient(), expected, 1e-4);
  }

  @Test
  void whatShardsMeasureIsAveragedByTheirNumbersOfExamples() {
    Batch batch = Batch.random(NETWORK, 50, 1);
    GradientSum some = gradient(batch.slice(0, 20));
    GradientSum others = gradient(batch.slice(20, 50));
    float[] a = moved(some);
    float[] b = moved(others);
    some.add(others);
    float[] both = moved(some);
    for (int i = LAYOUT.trained(); i < LAYOUT.size() - 1; i++) {
      assertClose("buffer", both[i], 0.4 * a[i] + 0.6 * b[i], 1e-6);
    }
    assertThat(of(both, "1.num_batches_tracked")).containsExactly(1);
  }

  private static float[] moved(GradientSum sum) {
    float[] values = VALUES.clone();
    new RunningStatistics(NETWORK).move(values, sum.gradient());
    return values;
  }

  /** As in evaluation, and nothing is measured. */
  @Test
  void aSingleExampleIsNormalizedByTheRunningStatistics() {
    Batch one = Batch.random(NETWORK, 1, 1);
    GradientSum sum = gradient(one);
    Workspace workspace = one.into(new Workspace(NETWORK, BlasBackend.AUTO.load(), 1));
    Matrix output = new Backprop(NETWORK).forward(VALUES, workspace);
    double loss = NETWORK.loss().sum(output, workspace.targets(), workspace.weights());
    assertThat(sum.loss()).isEqualTo(loss);
    assertThat(moved(sum)).isEqualTo(VALUES);
  }

  @Test
  void aPartWithoutExamplesMeasuresNothing() {
    assertThat(moved(new GradientSum(LAYOUT.size()))).isEqualTo(VALUES);
  }

  @Test
  void weightsCountInTheLossAndNotInTheStatistics() {
    Batch batch = Batch.random(NETWORK, 20, 1);
    float[] ones = new float[20];
    Arrays.fill(ones, 1f);
    assertThat(moved(gradient(batch))).isEqualTo(moved(gradient(batch.withWeights(ones))));
  }

  @Test
  void otherWidthsAndHyperparametersAreRefused() {
    assertThatThrownBy(
            () ->
                new Network(
                    4,
                    List.of(new Dense(4, 6), new BatchNorm(5), new Dense(5, 2)),
                    new SoftmaxCrossEntropy()))
        .hasMessage("layer 1: batch norm expects 5 inputs, the layer before it produces 6");
    assertThatThrownBy(() -> new BatchNorm(5, 0f, 0.1f))
        .hasMessage("epsilon of batch norm must be above 0 and at most 1, not 0.0");
    assertThatThrownBy(() -> new BatchNorm(5, 1e-5f, 0f))
        .hasMessage("momentum of batch norm must be above 0 and at most 1, not 0.0");
  }
}
