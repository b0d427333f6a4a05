package dev.lockstep.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.linalg.BlasBackend;
import dev.lockstep.linalg.Range;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Network.Outputs;
import dev.lockstep.nn.layer.Activation;
import dev.lockstep.nn.layer.Identity;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.layer.Sigmoid;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.optim.Sgd;
import dev.lockstep.optim.schedule.ConstantRate;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shuffle;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The course's network of 30 layers, whose weights are all the same multiple of the identity. */
final class DepthTest {
  private static final int WIDTH = 32;
  private static final int ROWS = 200;

  private static Network network(int layers, Activation activation) {
    return Network.multilayerPerceptron(
        WIDTH,
        Collections.nCopies(layers - 1, WIDTH),
        activation,
        new Outputs(2, new SoftmaxCrossEntropy()));
  }

  private static float[] drawn(Network network, Initializer.Kind kind, double scale, long seed) {
    return new Initializer(kind, scale).initialize(network, seed);
  }

  /** Weights of c I; the output layer has its first rows. */
  private static float[] diagonal(Network network, float c) {
    float[] parameters = new float[network.parameters().size()];
    for (int i = 0; i < network.layers().size(); i += 2) {
      Range weight = network.parameters().tensor(i + ".weight").range();
      for (int j = weight.from(); j < weight.to(); j += WIDTH + 1) {
        parameters[j] = c;
      }
    }
    return parameters;
  }

  /** What the first step warns of. */
  private static List<String> warnings(Network network, float[] parameters) {
    BatchPlan batches = new BatchPlan(ROWS, ROWS, Shuffle.FULL, 1);
    List<float[]> rows = Shards.randomRows(ROWS, WIDTH, 2, 3);
    LocalGradients source =
        new LocalGradients(
            network,
            batches,
            MetricSet.binary(),
            Map.of(Split.TRAIN, List.of(Shards.of(0, WIDTH, rows))),
            BlasBackend.AUTO.load());
    TrainingPlan plan = TrainingPlan.epochs(1, batches, new Sgd(), new ConstantRate(1e-3));
    LayerWatch watch = new LayerWatch(1, warning -> {});
    new Trainer(plan, source, TrainingState.initial(plan, parameters)).train(watch);
    return watch.warnings();
  }

  static Stream<Activation> linearForPositiveNumbers() {
    return Stream.of(new Relu(), new Identity());
  }

  @ParameterizedTest
  @MethodSource("linearForPositiveNumbers")
  void halfTheIdentityVanishes(Activation activation) {
    Network deep = network(30, activation);
    List<String> warnings = warnings(deep, diagonal(deep, 0.5f));
    assertThat(warnings).hasSize(1);
    String kind = activation.kind();
    assertThat(warnings.get(0))
        .startsWith(
            "step 1: activations vanish: their root mean square, from layer 1 (%s) to layer 57 (%s), falls from"
                .formatted(kind, kind))
        .contains("by a factor of 0.50 a layer; network.initializer: he for relu");
  }

  @ParameterizedTest
  @MethodSource("linearForPositiveNumbers")
  void oneAndAHalfTimesTheIdentityExplodes(Activation activation) {
    Network deep = network(30, activation);
    List<String> warnings = warnings(deep, diagonal(deep, 1.5f));
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0))
        .startsWith("step 1: activations explode: their root mean square, from layer 1 ")
        .contains("by a factor of 1.50 a layer; network.initializer: he for relu");
  }

  @Test
  void heKeepsThirtyLayersOfReluLevel() {
    Network deep = network(30, new Relu());
    for (long seed = 1; seed <= 20; seed++) {
      assertThat(warnings(deep, drawn(deep, Initializer.Kind.HE, 1, seed)))
          .as("seed %d", seed)
          .isEmpty();
    }
  }

  @Test
  void xavierKeepsThirtyLayersOfTanhLevel() {
    Network deep = network(30, new Tanh());
    for (long seed = 1; seed <= 20; seed++) {
      assertThat(warnings(deep, drawn(deep, Initializer.Kind.XAVIER, 1, seed)))
          .as("seed %d", seed)
          .isEmpty();
    }
  }

  @Test
  void throughTenSigmoidsGradientsVanish() {
    Network deep = network(11, new Sigmoid());
    List<String> warnings = warnings(deep, drawn(deep, Initializer.Kind.XAVIER, 1, 1));
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0))
        .startsWith(
            "step 1: gradients vanish: their root mean square, from layer 20 (dense) to layer 2 (dense), falls from")
        .contains("relu instead of sigmoid");
  }

  @Test
  void largeWeightsSaturate() {
    Network shallow = network(2, new Tanh());
    List<String> warnings = warnings(shallow, drawn(shallow, Initializer.Kind.NORMAL, 10, 1));
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0))
        .startsWith("step 1: 100% of the units of layer 1 (tanh) are saturated")
        .contains("network.initializer: xavier");
  }

  @Test
  void zerosAreDeadUnitsAndNoVanishingSignal() {
    Network shallow = network(3, new Relu());
    assertThat(warnings(shallow, drawn(shallow, Initializer.Kind.ZEROS, 1, 1)))
        .hasSize(2)
        .allMatch(warning -> warning.startsWith("step 1: 100% of the units of layer "))
        // No learning rate has had a part in it.
        .allMatch(warning -> warning.contains("; other initial weights (network.initializer: he)"));
  }

  @Test
  void aNetworkWithoutHiddenLayersHasNothingToWarnOf() {
    Network logistic = network(1, new Relu());
    assertThat(warnings(logistic, diagonal(logistic, 1000f))).isEmpty();
  }
}
