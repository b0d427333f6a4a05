package dev.lockstep.bench;

import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.Activation;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.BatchNorm.Statistics;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Dropout;
import dev.lockstep.nn.layer.Layer;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.layer.Sigmoid;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import java.util.ArrayList;
import java.util.List;

/** Networks that are measured: dense layers of a shape, softmax cross-entropy at the end. */
public final class Networks {
  /** As libtorch's peer drops 20%. */
  private static final double KEEP_PROB = 0.8;

  private Networks() {}

  /**
   * A network whose hidden layers are relu.
   *
   * @param hidden as {@link #of(Shape, String, String)} takes it
   */
  public static Network of(Shape shape, String hidden) {
    return of(shape, "relu", hidden);
  }

  /**
   * A network.
   *
   * @param activation relu, tanh, sigmoid
   * @param hidden what each hidden layer has: plain nothing, dropout, batch_norm by the statistics
   *     of shards, batch_norm_sync by those of whole mini-batches
   */
  public static Network of(Shape shape, String activation, String hidden) {
    List<Layer> layers = new ArrayList<>();
    int last = shape.layers() - 1;
    for (int l = 0; l < last; l++) {
      boolean normalized = hidden.startsWith("batch_norm");
      layers.add(new Dense(shape.in(l), shape.out(l), !normalized));
      if (normalized) {
        layers.add(new BatchNorm(shape.out(l), statistics(hidden)));
      }
      layers.add(activation(activation));
      if (hidden.equals("dropout")) {
        layers.add(new Dropout(KEEP_PROB));
      }
    }
    layers.add(new Dense(shape.in(last), shape.out(last)));
    return new Network(shape.features(), layers, new SoftmaxCrossEntropy());
  }

  private static Statistics statistics(String hidden) {
    return hidden.endsWith("_sync") ? Statistics.SYNC : Statistics.SHARD;
  }

  private static Activation activation(String name) {
    return switch (name) {
      case "relu" -> new Relu();
      case "tanh" -> new Tanh();
      case "sigmoid" -> new Sigmoid();
      default ->
          throw new IllegalArgumentException(
              "no activation '" + name + "'; allowed: relu, tanh, sigmoid");
    };
  }

  /**
   * What rows of other activations than relu, and of other hidden layers than plain, are called.
   */
  public static String suffix(String activation, String hidden) {
    return (activation.equals("relu") ? "" : "-" + activation)
        + (hidden.equals("plain") ? "" : "-" + hidden);
  }
}
