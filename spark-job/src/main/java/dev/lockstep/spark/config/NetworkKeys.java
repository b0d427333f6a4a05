package dev.lockstep.spark.config;

import static dev.lockstep.spark.config.ValueTypes.choice;
import static dev.lockstep.spark.config.ValueTypes.integer;
import static dev.lockstep.spark.config.ValueTypes.listOf;
import static dev.lockstep.spark.config.ValueTypes.number;

import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.layer.Activation;
import dev.lockstep.nn.layer.Relu;
import java.util.List;
import java.util.Map;

/** The keys of section network. */
final class NetworkKeys {
  static final Section SECTION =
      new Section(
          "network",
          "The network up to its output layer, a dense one that is always added and sized by the"
              + " label.");

  static final Key<List<Integer>> HIDDEN =
      SECTION.add(
          Key.of(
                  "network.hidden",
                  listOf(integer(1), "a list of integers of at least 1"),
                  "Widths of the hidden dense layers; `[]` is logistic, softmax or linear"
                      + " regression, by the loss.")
              .or(List.of(128, 64)));
  static final Key<Activation> ACTIVATION =
      SECTION.add(
          Key.of(
                  "network.activation",
                  LayerTypes.ACTIVATION,
                  "The function after each hidden layer; "
                      + "`{leaky_relu: 0.05}` sets the slope below 0, which is 0.01 otherwise.")
              .or(new Relu()));
  static final Key<List<HiddenLayer>> LAYERS =
      SECTION.add(
          Key.of(
                  "network.layers",
                  listOf(LayerTypes.LAYER, "a list of layers: " + LayerTypes.LAYER.allowed()),
                  "The hidden layers one by one, such as `[dense: 128, leaky_relu: 0.05, dense: 64,"
                      + " tanh]`.")
              .optional()
              .excluding("network.hidden", "network.activation"));
  static final Key<Initializer.Kind> INITIALIZER =
      SECTION.add(
          Key.of(
                  "network.initializer",
                  choice(Initializer.Kind.class),
                  "How weights are drawn: normally, with variance scale^2 (normal), 1/inputs"
                      + " (lecun, xavier), 2/inputs (he) or 2/(inputs + outputs) (glorot); biases"
                      + " start at 0.")
              .or(Initializer.Kind.HE));
  static final Key<Double> INITIALIZER_SCALE =
      SECTION.add(
          Key.of(
                  "network.initializer_scale",
                  number(Interval.above(0)),
                  "Deviation of the weights that initializer normal draws.")
              .or(new Default.ByChoice<>("network.initializer", () -> Map.of("normal", 0.01))));

  private NetworkKeys() {}
}
