package dev.lockstep.warmstart;

import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Dropout;
import dev.lockstep.nn.layer.Layer;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the parameters of one network mean the same in another: the layers are equal but for
 * dropout, which has no parameters, and for the examples by which batch normalization trains, and
 * so are the losses but for what training makes of targets.
 */
public final class SameLayers {
  private SameLayers() {}

  /** Of networks with the same inputs and outputs. */
  public static boolean of(Network first, Network second) {
    return first.inputs() == second.inputs()
        && predicting(first).equals(predicting(second))
        && sameLoss(first, second);
  }

  /** Of networks with any inputs and outputs. */
  public static boolean betweenEnds(Network first, Network second) {
    return open(first).equals(open(second)) && sameLoss(first, second);
  }

  /** Whether the dropout is the same too. */
  public static boolean sameDropout(Network first, Network second) {
    return places(first).equals(places(second));
  }

  private static boolean sameLoss(Network first, Network second) {
    return first.loss().plain().equals(second.loss().plain());
  }

  /** The layers as predictions are made of them. */
  private static List<Layer> predicting(Network network) {
    return withoutDropout(network).stream().map(SameLayers::predicting).toList();
  }

  private static Layer predicting(Layer layer) {
    return layer instanceof BatchNorm norm
        ? new BatchNorm(norm.width(), norm.epsilon(), norm.momentum())
        : layer;
  }

  static List<Layer> withoutDropout(Network network) {
    return network.layers().stream().filter(layer -> !(layer instanceof Dropout)).toList();
  }

  /** The dropout after each number of other layers. */
  private static List<List<Layer>> places(Network network) {
    List<List<Layer>> places = new ArrayList<>(List.of(new ArrayList<>()));
    for (Layer layer : network.layers()) {
      if (!(layer instanceof Dropout)) {
        places.add(new ArrayList<>());
      } else if (!layer.equals(new Dropout(1))) {
        places.get(places.size() - 1).add(layer);
      }
    }
    return places;
  }

  /** With one input of the first dense layer, and one output of the last. */
  private static List<Layer> open(Network network) {
    List<Layer> layers = new ArrayList<>(predicting(network));
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i) instanceof Dense dense) {
        boolean last =
            layers.subList(i + 1, layers.size()).stream().noneMatch(Dense.class::isInstance);
        boolean first = layers.subList(0, i).stream().noneMatch(Dense.class::isInstance);
        layers.set(
            i, new Dense(first ? 1 : dense.inputs(), last ? 1 : dense.outputs(), dense.bias()));
      }
    }
    return layers;
  }
}
