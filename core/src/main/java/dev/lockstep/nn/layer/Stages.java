package dev.lockstep.nn.layer;

import dev.lockstep.linalg.Blas;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Makes the stages of a network: layers, each with the activation that follows it, if it can. */
public final class Stages {
  private final List<Layer> layers;
  private final ToIntFunction<String> offsets;
  private final Blas blas;
  private final int capacity;
  private final List<Stage> stages = new ArrayList<>();

  private Stages(List<Layer> layers, ToIntFunction<String> offsets, Blas blas, int capacity) {
    this.layers = layers;
    this.offsets = offsets;
    this.blas = blas;
    this.capacity = capacity;
  }

  /**
   * The stages of those layers.
   *
   * @param offsets where a tensor begins in the flat array, by its name such as "0.weight"
   * @param capacity most rows at a time
   */
  public static List<Stage> of(
      List<Layer> layers, int inputs, ToIntFunction<String> offsets, Blas blas, int capacity) {
    Stages made = new Stages(layers, offsets, blas, capacity);
    int width = inputs;
    for (int i = 0; i < layers.size(); i++) {
      width = layers.get(i).outputs(width);
      i += made.add(i, width);
    }
    return made.stages;
  }

  /** Gives how many layers beside that one are in the stage. */
  private int add(int index, int width) {
    Layer layer = layers.get(index);
    Activation next = fused(layers, index);
    if (layer instanceof Dense dense) {
      stages.add(new DenseStage(blas, dense, offset(index, "weight"), next, capacity));
    } else if (layer instanceof BatchNorm norm) {
      stages.add(new BatchNormStage(norm, place(index), next, capacity));
    } else if (layer instanceof Dropout dropout) {
      stages.add(new DropoutStage(dropout, index, capacity, width));
      return 0;
    } else if (layer instanceof Activation activation) {
      stages.add(new ActivationStage(activation, capacity, width));
      return 0;
    }
    return index + 1 < layers.size() && layers.get(index + 1) == next ? 1 : 0;
  }

  private static Activation fused(List<Layer> layers, int index) {
    return index + 1 < layers.size() && layers.get(index + 1) instanceof Activation activation
        ? activation
        : new Identity();
  }

  private int offset(int index, String tensor) {
    return offsets.applyAsInt(index + "." + tensor);
  }

  private BatchNormStage.Place place(int index) {
    return new BatchNormStage.Place(
        offset(index, "weight"),
        offset(index, "bias"),
        offset(index, "running_mean"),
        offset(index, "running_var"),
        offset(index, "num_batches_tracked"));
  }

  /** How many floats the stages of those layers take for each row. */
  public static long floats(List<Layer> layers, int inputs) {
    long floats = 0;
    int width = inputs;
    boolean fuses = false;
    for (Layer layer : layers) {
      width = layer.outputs(width);
      // Output and its gradient; an activation after some layers is one stage with them.
      floats += fuses && layer instanceof Activation ? 0 : 2L * width + 1;
      floats += layer instanceof Activation activation && activation.keepsSlope() ? width : 0;
      floats += layer instanceof BatchNorm || layer instanceof Dropout ? width : 0;
      fuses = layer instanceof Dense || layer instanceof BatchNorm;
    }
    return floats;
  }
}
