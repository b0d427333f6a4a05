package dev.lockstep.spark.config;

import dev.lockstep.nn.Initializer;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Network.Outputs;
import dev.lockstep.nn.layer.Activation;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.BatchNorm.Statistics;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Dropout;
import dev.lockstep.nn.layer.Layer;
import java.util.ArrayList;
import java.util.List;

/** The network up to its output layer, and how its weights are drawn. */
public record NetworkConfig(List<HiddenLayer> hidden, Initializer initializer) {
  public NetworkConfig {
    hidden = List.copyOf(hidden);
  }

  /** A hidden layer before its number of inputs is known. */
  public sealed interface HiddenLayer {
    /** The layer for that many inputs. */
    Layer on(int inputs);
  }

  /** A dense layer with that many outputs. */
  public record OfWidth(int outputs) implements HiddenLayer {
    @Override
    public Layer on(int inputs) {
      return new Dense(inputs, outputs);
    }
  }

  /** A layer that fits any number of inputs. */
  public record Elementwise(Activation activation) implements HiddenLayer {
    @Override
    public Layer on(int inputs) {
      return activation;
    }
  }

  /** Dropout, which fits any number of inputs too. */
  public record Drop(Dropout dropout) implements HiddenLayer {
    @Override
    public Layer on(int inputs) {
      return dropout;
    }
  }

  /** Batch normalization of as many outputs as there are inputs. */
  public record Norm(Statistics statistics) implements HiddenLayer {
    @Override
    public Layer on(int inputs) {
      return new BatchNorm(inputs, statistics);
    }
  }

  /** Batch normalization would take a bias off again, and has one of its own. */
  private Layer withoutVainBias(Layer layer, int next) {
    return layer instanceof Dense dense && next < hidden.size() && hidden.get(next) instanceof Norm
        ? new Dense(dense.inputs(), dense.outputs(), false)
        : layer;
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
      for (int i = 0; i < hidden.size(); i++) {
        Layer layer = withoutVainBias(hidden.get(i).on(width), i + 1);
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
