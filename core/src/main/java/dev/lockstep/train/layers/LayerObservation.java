package dev.lockstep.train.layers;

import dev.lockstep.nn.LayerStatistics;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.Layer;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.layer.Sigmoid;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.train.layers.LayerFigures.OutputFigures;
import dev.lockstep.train.layers.LayerFigures.TensorFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntFunction;

/**
 * A step in figures, layer by layer.
 *
 * @param step from 0
 * @param layers of the network, in order
 */
public record LayerObservation(long step, List<LayerFigures> layers) {
  /** A unit that is flat on so large a share of the mini-batch is saturated. */
  private static final double MOSTLY = 0.9;

  public LayerObservation {
    layers = List.copyOf(layers);
  }

  /** Of a step, from what the layers put out, and what is known of their parameters, by layer. */
  static LayerObservation of(
      long step, LayerStatistics outputs, IntFunction<List<TensorFigures>> tensors) {
    Network network = outputs.network();
    List<LayerFigures> layers = new ArrayList<>();
    for (int i = 0; i < network.layers().size(); i++) {
      Layer layer = network.layers().get(i);
      layers.add(new LayerFigures(i, layer, null, tensors.apply(i)));
    }
    for (int output = 0; output < outputs.outputs(); output++) {
      int layer = outputs.layer(output);
      layers.set(layer, layers.get(layer).with(figures(outputs, output)));
    }
    return new LayerObservation(step, layers);
  }

  private static OutputFigures figures(LayerStatistics outputs, int output) {
    Layer layer = outputs.network().layers().get(outputs.layer(output));
    boolean saturates = layer instanceof Tanh || layer instanceof Sigmoid;
    return new OutputFigures(
        outputs.rootMeanSquare(output),
        layer instanceof Relu
            ? OptionalDouble.of(outputs.shareOfFlatUnits(output, 1))
            : OptionalDouble.empty(),
        saturates
            ? OptionalDouble.of(outputs.shareOfFlatUnits(output, MOSTLY))
            : OptionalDouble.empty());
  }
}
