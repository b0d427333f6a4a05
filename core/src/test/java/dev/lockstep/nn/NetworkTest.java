package dev.lockstep.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lockstep.linalg.Range;
import dev.lockstep.nn.ParameterLayout.Part;
import dev.lockstep.nn.ParameterLayout.Role;
import dev.lockstep.nn.ParameterLayout.Tensor;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Layer;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.Loss;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.nn.loss.SquaredError;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which networks there can be, and where their parameters lie. */
class NetworkTest {
  private static final Loss SOFTMAX = new SoftmaxCrossEntropy();

  @Test
  void buffersLieBehindWhatIsTrained() {
    ParameterLayout layout =
        new ParameterLayout(
            List.of(
                new Part("0.weight", Role.WEIGHT, List.of(4, 3)),
                new Part("1.weight", Role.GAMMA, List.of(4)),
                new Part("1.bias", Role.BETA, List.of(4)),
                new Part("1.running_mean", Role.RUNNING_MEAN, List.of(4)),
                new Part("1.running_var", Role.RUNNING_VARIANCE, List.of(4)),
                new Part("3.weight", Role.WEIGHT, List.of(2, 4)),
                new Part("3.bias", Role.BIAS, List.of(2))));
    assertThat(layout.trained()).isEqualTo(30);
    assertThat(layout.size()).isEqualTo(38);
    assertThat(layout.ranges(role -> !role.isTrained()))
        .containsExactly(new Range(30, 34), new Range(34, 38));
    assertThat(layout.ranges(Role::isPenalised))
        .containsExactly(new Range(0, 12), new Range(20, 28));
    assertThat(layout.tensor("3.weight").range()).isEqualTo(new Range(20, 28));
  }

  @Test
  void parametersLieInTheOrderOfPyTorch() {
    Network network =
        new Network(3, List.of(new Relu(), new Dense(3, 4, false), new Dense(4, 2)), SOFTMAX);
    assertThat(network.parameters().tensors())
        .containsExactly(
            new Tensor("1.weight", Role.WEIGHT, List.of(4, 3), new Range(0, 12)),
            new Tensor("2.weight", Role.WEIGHT, List.of(2, 4), new Range(12, 20)),
            new Tensor("2.bias", Role.BIAS, List.of(2), new Range(20, 22)));
    assertThat(network.parameters().size()).isEqualTo(22);
    assertThat(network.parameters().trained()).isEqualTo(22);
    assertThat(network.parameters().ranges(Role::isPenalised))
        .containsExactly(new Range(0, 12), new Range(12, 20));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> network.parameters().tensor("0.weight"))
        .withMessage("no tensor '0.weight' among [1.weight, 2.weight, 2.bias]");
  }

  @Test
  void everyHiddenLayerIsFollowedByItsActivation() {
    Network network =
        Network.multilayerPerceptron(5, List.of(7, 3), new Tanh(), new Network.Outputs(2, SOFTMAX));
    assertThat(network.layers())
        .containsExactly(new Dense(5, 7), new Tanh(), new Dense(7, 3), new Tanh(), new Dense(3, 2));
    assertThat(network.outputs()).isEqualTo(2);
    assertThat(
            Network.multilayerPerceptron(
                    5, List.of(), new Tanh(), new Network.Outputs(1, new SquaredError()))
                .layers())
        .containsExactly(new Dense(5, 1));
  }

  @Test
  void layersThatDoNotFitAreRefusedWithBothWidths() {
    List<Layer> layers = List.of(new Dense(3, 128), new Relu(), new Dense(784, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Network(3, layers, SOFTMAX))
        .withMessageContainingAll("layer 2", "expects 784 inputs", "produces 128");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Network(4, List.of(new Dense(3, 2)), SOFTMAX))
        .withMessageContainingAll("layer 0", "3 inputs", "4");
  }

  @Test
  void impossibleNetworksAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Network(0, List.of(new Dense(1, 2)), SOFTMAX))
        .withMessage("a network needs at least 1 input, not 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Network(2, List.of(new Relu()), SOFTMAX))
        .withMessage("a network needs at least one dense layer");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Network(2, List.of(new Dense(2, 1)), SOFTMAX))
        .withMessageContaining("at least 2 outputs");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Dense(3, 0))
        .withMessage("a dense layer needs at least 1 input and 1 output, not 3 and 0");
  }

  @Test
  void moreParametersThanAnArrayHoldsAreRefused() {
    Network network =
        new Network(60_000, List.of(new Dense(60_000, 30_000), new Dense(30_000, 20_000)), SOFTMAX);
    assertThatIllegalArgumentException()
        .isThrownBy(network::parameters)
        .withMessageContainingAll("more than 2,147,483,639 parameters", "1.weight", "600,000,000");
    Network wider = new Network(1 << 20, List.of(new Dense(1 << 20, 1 << 20)), new SquaredError());
    assertThatIllegalArgumentException()
        .isThrownBy(wider::parameters)
        .withMessageContaining("tensor 0.weight alone has 1,099,511,627,776");
  }
}
