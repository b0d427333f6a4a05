package dev.lockstep.spark.config.key;

import static dev.lockstep.spark.config.yaml.ValueType.choice;
import static dev.lockstep.spark.config.yaml.ValueType.integer;
import static dev.lockstep.spark.config.yaml.ValueType.listOf;
import static dev.lockstep.spark.config.yaml.ValueType.number;

import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.layer.Activation;
import dev.lockstep.nn.layer.BatchNorm.Statistics;
import dev.lockstep.nn.layer.Dropout;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.spark.config.NetworkConfig;
import dev.lockstep.spark.config.NetworkConfig.Drop;
import dev.lockstep.spark.config.NetworkConfig.Elementwise;
import dev.lockstep.spark.config.NetworkConfig.HiddenLayer;
import dev.lockstep.spark.config.NetworkConfig.Norm;
import dev.lockstep.spark.config.NetworkConfig.OfWidth;
import dev.lockstep.spark.config.yaml.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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
  static final Key<List<Double>> KEEP_PROB =
      SECTION.add(
          Key.of(
                  "network.keep_prob",
                  LayerTypes.KEEPS,
                  "Dropout after each hidden layer: the share of units that is kept in training,"
                      + " one number, or one for each.")
              .or(List.of(1.0)));
  static final Key<Double> INPUT_KEEP_PROB =
      SECTION.add(
          Key.of("network.input_keep_prob", LayerTypes.KEEP, "The same of the features.").or(1.0));
  static final Key<Normalization> BATCH_NORM =
      SECTION.add(
          Key.of(
                  "network.batch_norm",
                  choice(Normalization.class),
                  "Batch normalization between each hidden layer and its activation, by the"
                      + " statistics of each shard's part of a mini-batch (shard), or of the whole"
                      + " mini-batch (sync), which takes two more rounds of the exchange for each"
                      + " such layer and step, and a session.")
              .or(Normalization.NONE));
  static final Key<List<HiddenLayer>> LAYERS =
      SECTION.add(
          Key.of(
                  "network.layers",
                  listOf(LayerTypes.LAYER, "a list of layers: " + LayerTypes.LAYER.allowed()),
                  "The hidden layers one by one, such as `[dense: 128, batch_norm, relu, dropout:"
                      + " {keep_prob: 0.8}, dense: 64, leaky_relu: 0.05]`; `batch_norm` alone is"
                      + " that of shards.")
              .optional()
              .excluding(
                  "network.hidden",
                  "network.activation",
                  "network.keep_prob",
                  "network.input_keep_prob",
                  "network.batch_norm"));
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
              .or(new Key.ByChoice<>("network.initializer", () -> Map.of("normal", 0.01))));

  /** Over which examples batch normalization takes its statistics. */
  enum Normalization {
    /** There is none. */
    NONE,
    /** Those of a mini-batch that lie in one shard. */
    SHARD,
    /** All of a mini-batch. */
    SYNC;

    private Optional<Norm> layer() {
      return switch (this) {
        case NONE -> Optional.empty();
        case SHARD -> Optional.of(new Norm(Statistics.SHARD));
        case SYNC -> Optional.of(new Norm(Statistics.SYNC));
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** For kinds of initializers that take no scale. */
  private static final double NO_SCALE = 1;

  private NetworkKeys() {}

  static NetworkConfig config(Values values) {
    double scale = values.find(INITIALIZER_SCALE).orElse(NO_SCALE);
    return new NetworkConfig(
        values.find(LAYERS).map(NetworkKeys::dropping).orElseGet(() -> pairs(values)),
        new Initializer(values.get(INITIALIZER), scale));
  }

  private static List<HiddenLayer> pairs(Values values) {
    Activation activation = values.get(ACTIVATION);
    List<Integer> widths = values.get(HIDDEN);
    List<HiddenLayer> layers = new ArrayList<>();
    drop(values.get(INPUT_KEEP_PROB), layers);
    for (int i = 0; i < widths.size(); i++) {
      layers.add(new OfWidth(widths.get(i)));
      values.get(BATCH_NORM).layer().ifPresent(layers::add);
      layers.add(new Elementwise(activation));
      List<Double> keeps = values.get(KEEP_PROB);
      drop(keeps.get(Math.min(i, keeps.size() - 1)), layers);
    }
    return layers;
  }

  /** Without dropout that drops nothing, so that other layers are drawn as if it were not there. */
  private static List<HiddenLayer> dropping(List<HiddenLayer> layers) {
    return layers.stream()
        .filter(layer -> !(layer instanceof Drop drop && drop.dropout().keepProb() == 1))
        .toList();
  }

  private static void drop(double keepProb, List<HiddenLayer> layers) {
    if (keepProb < 1) {
      layers.add(new Drop(new Dropout(keepProb)));
    }
  }
}
