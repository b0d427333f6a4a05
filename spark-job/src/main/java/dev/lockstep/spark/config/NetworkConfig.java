package dev.lockstep.spark.config;

import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Network.Outputs;
import dev.lockstep.nn.layer.Activation;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Layer;
import java.util.ArrayList;
import java.util.List;

/** The network up to its output layer, and how its weights are drawn. */
public record NetworkConfig(List<HiddenLayer> hidden, Initializer initializer) {
  /** For kinds of initializers that take no scale. */
  private static final double NO_SCALE = 1;

  public NetworkConfig {
    hidden = List.copyOf(hidden);
  }

  static NetworkConfig of(Values values) {
    double scale = values.find(NetworkKeys.INITIALIZER_SCALE).orElse(NO_SCALE);
    return new NetworkConfig(
        values.find(NetworkKeys.LAYERS).orElseGet(() -> pairs(values)),
        new Initializer(values.get(NetworkKeys.INITIALIZER), scale));
  }

  private static List<HiddenLayer> pairs(Values values) {
    Activation activation = values.get(NetworkKeys.ACTIVATION);
    List<HiddenLayer> layers = new ArrayList<>();
    for (int width : values.get(NetworkKeys.HIDDEN)) {
      layers.add(new HiddenLayer.OfWidth(width));
      layers.add(new HiddenLayer.Elementwise(activation));
    }
    return layers;
  }

  /**
   * The network with a dense output layer.
   *
   * @param inputs number of features
   * @throws ConfigException if there is no such network, or it has too many parameters
   */
  public Network build(int inputs, Outputs outputs) {
    try {
      List<Layer> layers = new ArrayList<>();
      int width = inputs;
      for (HiddenLayer each : hidden) {
        Layer layer = each.on(width);
        layers.add(layer);
        width = layer.outputs(width);
      }
      layers.add(new Dense(width, outputs.count()));
      Network network = new Network(inputs, layers, outputs.loss());
      network.parameters();
      return network;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ConfigException(List.of("network: " + e.getMessage()));
    }
  }
}
