package dev.lockstep.nn;

import dev.lockstep.nn.layer.Activation;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Layer;
import dev.lockstep.nn.loss.Loss;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The architecture of a feed-forward network: its number of inputs, its layers in order, and the
 * loss over the last one's output.
 */
public record Network(int inputs, List<Layer> layers, Loss loss) implements Serializable {
  /**
   * One flat float array holds all parameters; this is the most that HotSpot lets an array have.
   */
  public static final int MAX_PARAMETERS = Integer.MAX_VALUE - 8;

  /** Most layers, activations included; a corrupt description must not take all memory. */
  public static final int MAX_LAYERS = 10_000;

  public Network {
    layers = List.copyOf(layers);
    if (layers.size() > MAX_LAYERS) {
      throw new IllegalArgumentException(
          "a network has at most " + MAX_LAYERS + " layers, not " + layers.size());
    }
    if (inputs < 1) {
      throw new IllegalArgumentException("a network needs at least 1 input, not " + inputs);
    }
    if (layers.stream().noneMatch(Dense.class::isInstance)) {
      throw new IllegalArgumentException("a network needs at least one dense layer");
    }
    loss.checkOutputs(outputs(inputs, layers));
  }

  /**
   * Hidden dense layers of those widths, each followed by the activation, and a dense output layer.
   * No hidden layer at all is logistic, softmax or linear regression, by the loss.
   */
  public static Network multilayerPerceptron(
      int inputs, List<Integer> hidden, Activation activation, Outputs outputs) {
    List<Layer> layers = new ArrayList<>();
    int width = inputs;
    for (int next : hidden) {
      layers.add(new Dense(width, next));
      layers.add(activation);
      width = next;
    }
    layers.add(new Dense(width, outputs.count()));
    return new Network(inputs, layers, outputs.loss());
  }

  /** What a network ends in: how many outputs, and the loss over them. */
  public record Outputs(int count, Loss loss) {}

  /** Width of the output. */
  public int outputs() {
    return outputs(inputs, layers);
  }

  /** Width of the widest of input and layers. */
  public int widest() {
    int width = inputs;
    int widest = inputs;
    for (Layer layer : layers) {
      width = layer.outputs(width);
      widest = Math.max(widest, width);
    }
    return widest;
  }

  /** Whether a layer needs all rows of a shard's part of a mini-batch at once. */
  public boolean needsWholePart() {
    return layers.stream().anyMatch(Layer::needsWholePart);
  }

  /** Whether a layer needs sums over all rows of a mini-batch, whoever holds them. */
  public boolean needsWholeBatch() {
    return layers.stream().anyMatch(Layer::needsWholeBatch);
  }

  /** Where the parameters lie. */
  public ParameterLayout parameters() {
    return ParameterLayout.of(layers);
  }

  private static int outputs(int inputs, List<Layer> layers) {
    int width = inputs;
    for (int i = 0; i < layers.size(); i++) {
      try {
        width = layers.get(i).outputs(width);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("layer " + i + ": " + e.getMessage(), e);
      }
    }
    return width;
  }
}
