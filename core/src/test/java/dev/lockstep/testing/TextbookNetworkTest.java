package dev.lockstep.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Layer;
import dev.lockstep.nn.loss.Loss;
import dev.lockstep.reference.TextbookNetwork;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Central differences of the textbook's own loss, in float64. */
class TextbookNetworkTest {
  /**
   * The cube root of float64's precision, where truncation and rounding of a difference balance.
   */
  private static final double STEP = 6e-6;

  /** Truncation STEP^2 and rounding 1e-16 / STEP are some 1e-10 each. */
  private static final double RELATIVE = 1e-8;

  @Test
  void everyPermittedKindHasAnExample() {
    assertThat(Kinds.classesOf(Kinds.layers())).isEqualTo(Kinds.classes(Layer.class));
    assertThat(Kinds.classesOf(Kinds.losses())).isEqualTo(Kinds.classes(Loss.class));
  }

  static Stream<Arguments> layersAndLosses() {
    return Kinds.layers().stream()
        .flatMap(
            layer ->
                Stream.concat(Kinds.losses().stream(), Kinds.smoothedLosses().stream())
                    .map(loss -> Arguments.of(layer, loss)));
  }

  @ParameterizedTest
  @MethodSource("layersAndLosses")
  void theGradientIsTheLimitOfDifferences(Layer layer, Loss loss) {
    Network network =
        new Network(
            4, List.of(new Dense(4, Kinds.WIDTH), layer, layer, new Dense(Kinds.WIDTH, 3)), loss);
    TextbookNetwork textbook = new TextbookNetwork(network);
    Batch batch = Batch.random(network, 5, 1);
    double[] parameters = new Random(2).doubles(network.parameters().size(), -1, 1).toArray();
    double[] gradient = textbook.gradient(parameters, batch.examples());
    double error = 0;
    double norm = 0;
    for (int i = 0; i < network.parameters().trained(); i++) {
      double difference = centralDifference(textbook, parameters, batch, i);
      error += Math.pow(gradient[i] - difference, 2);
      norm += Math.pow(difference, 2);
    }
    assertThat(Math.sqrt(error)).isLessThan(RELATIVE * Math.sqrt(norm));
  }

  private static double centralDifference(
      TextbookNetwork textbook, double[] parameters, Batch batch, int i) {
    double at = parameters[i];
    parameters[i] = at + STEP;
    double above = textbook.loss(parameters, batch.examples());
    parameters[i] = at - STEP;
    double below = textbook.loss(parameters, batch.examples());
    parameters[i] = at;
    return (above - below) / (2 * STEP);
  }
}
