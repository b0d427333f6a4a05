package dev.lockstep.train.layers;

import dev.lockstep.nn.layer.Layer;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A layer at a step.
 *
 * @param index in the network, from 0
 * @param output null where there is none to look at, as the layer is computed with the activation
 *     that follows
 * @param tensors the layer's trained parameters; none where the step has not moved them
 */
public record LayerFigures(
    int index, Layer layer, @Nullable OutputFigures output, List<TensorFigures> tensors) {
  public LayerFigures {
    tensors = List.copyOf(tensors);
  }

  /**
   * What a layer puts out for a mini-batch.
   *
   * @param rootMeanSquare over examples and units
   * @param dead share of the units that are 0 for every example; relu's alone
   * @param saturated share of the units whose slope is below a hundredth of the steepest for nine
   *     of ten examples; those of tanh and sigmoid
   */
  public record OutputFigures(
      double rootMeanSquare, OptionalDouble dead, OptionalDouble saturated) {}

  /**
   * A tensor in Euclidean norms.
   *
   * @param name within its layer, such as "weight"
   * @param size number of elements
   * @param norm of its values before the step
   * @param gradient the norm of its mean gradient, before penalties are added and it is clipped
   * @param update the norm of what the step added to it
   */
  public record TensorFigures(String name, int size, double norm, double gradient, double update) {
    /** Root of the gradient's mean square, which tensors of different sizes can be compared by. */
    double gradientRootMeanSquare() {
      return gradient / Math.sqrt(size);
    }
  }

  LayerFigures with(OutputFigures figures) {
    return new LayerFigures(index, layer, figures, tensors);
  }

  /** For messages, such as "layer 3 (relu)". */
  String describe() {
    return "layer " + index + " (" + layer.kind() + ")";
  }
}
