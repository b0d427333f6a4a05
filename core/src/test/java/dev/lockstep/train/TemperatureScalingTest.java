package dev.lockstep.train;

import static dev.lockstep.testing.Closeness.ROUNDING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.Matrix;
import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.Backprop;
import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Workspace;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Shuffle;
import dev.lockstep.testing.Batch;
import dev.lockstep.testing.Golden;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TemperatureScalingTest {
  static Stream<JsonNode> cases() {
    return StreamSupport.stream(
        Golden.read("losses.json").required("temperatures").spliterator(), false);
  }

  /** A layer that passes on what it is given: the features are the logits. */
  private static Network passing(int k) {
    return new Network(k, List.of(new Dense(k, k)), new SoftmaxCrossEntropy());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theTemperatureIsTheOneThatPyTorchFinds(JsonNode golden) {
    float[] targets = Golden.floats(golden.required("targets"));
    float[] logits = Golden.floats(golden.required("logits"));
    float[] weights = Golden.floats(golden.required("weights"));
    int k = logits.length / targets.length;
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < targets.length; i++) {
      float[] row = new float[k + 2];
      System.arraycopy(logits, k * i, row, 0, k);
      row[k] = targets[i];
      row[k + 1] = weights[i];
      rows.add(row);
    }
    float[] parameters = new float[k * k + k];
    for (int i = 0; i < k; i++) {
      parameters[i * k + i] = 1;
    }
    Network network = passing(k);
    BatchPlan plan = new BatchPlan(rows.size(), 10, Shuffle.NONE, 1);
    List<Shard> dev = List.of(Shards.of(0, k, rows));
    LocalGradients source =
        new LocalGradients(
            network,
            plan,
            MetricSet.multiclass(k),
            Map.of(Split.TRAIN, dev, Split.DEV, dev),
            BlasBackend.AUTO.load());
    TemperatureScaling.Fit fit =
        TemperatureScaling.fit(
            network,
            parameters,
            values -> source.evaluate(values, Split.DEV).value(Measure.LOSS).orElseThrow());
    double expected = golden.required("temperature").doubleValue();
    assertThat(fit.temperature())
        .isCloseTo(expected, within(2 * TemperatureScaling.PRECISION * expected));
    assertThat(fit.lossBefore())
        .isCloseTo(golden.required("loss_before").doubleValue(), within(1e-6));
    assertThat(fit.lossAfter())
        .isCloseTo(golden.required("loss_after").doubleValue(), within(1e-6));
    assertThat(parameters[0]).isEqualTo(1);
    assertThat((double) fit.parameters()[0])
        .isCloseTo(1 / fit.temperature(), within(ROUNDING / fit.temperature()));
  }

  @Test
  void allLogitsAreDividedAndNothingElse() {
    Network network =
        new Network(
            5, List.of(new Dense(5, 6), new Tanh(), new Dense(6, 3)), new SoftmaxCrossEntropy());
    float[] parameters = new Initializer(Initializer.Kind.NORMAL, 1).initialize(network, 1);
    float[] divided = TemperatureScaling.divided(network, parameters, 2);
    Batch batch = Batch.random(network, 9, 1);
    Workspace workspace = batch.into(new Workspace(network, BlasBackend.JAVA.load(), 9));
    float[] before = new Backprop(network).forward(parameters, workspace).data().clone();
    Matrix after = new Backprop(network).forward(divided, workspace);
    for (int i = 0; i < after.size(); i++) {
      assertThat(after.data()[i]).isEqualTo(before[i] / 2);
    }
    assertThat(divided).startsWith(Arrays.copyOf(parameters, 36));
  }

  @Test
  void whatCannotBeMadeBetterStaysAsItIs() {
    float[] parameters = {1, 0, 0, 1, 0, 0};
    TemperatureScaling.Fit fit =
        TemperatureScaling.fit(passing(2), parameters, values -> values[0] == 1 ? 1 : 2);
    assertThat(fit.temperature()).isEqualTo(1);
    assertThat(fit.lossAfter()).isEqualTo(fit.lossBefore()).isEqualTo(1);
    assertThat(fit.parameters()).containsExactly(parameters);
    assertThat(TemperatureScaling.fit(passing(2), parameters, values -> Double.NaN).temperature())
        .isEqualTo(1);
  }

  @Test
  void aTemperatureAtTheEndOfTheSearchTellsSo() {
    assertThat(fit(weight -> -weight).isAtBound()).isTrue();
    assertThat(fit(weight -> weight).isAtBound()).isTrue();
    assertThat(fit(weight -> Math.pow(weight - 0.06, 2)).isAtBound()).isFalse();
  }

  /** With a loss that depends on the first weight, 1 at a temperature of 1. */
  private static TemperatureScaling.Fit fit(DoubleUnaryOperator loss) {
    return TemperatureScaling.fit(
        passing(2), new float[] {1, 0, 0, 1, 0, 0}, values -> loss.applyAsDouble(values[0]));
  }

  @Test
  void aLastLayerThatIsNotDenseIsRefused() {
    Network network =
        new Network(2, List.of(new Dense(2, 2), new Tanh()), new SoftmaxCrossEntropy());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TemperatureScaling.fit(network, new float[6], values -> 1))
        .withMessageContaining("a last layer that is dense, not Tanh");
  }
}
