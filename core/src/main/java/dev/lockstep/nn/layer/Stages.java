package dev.lockstep.nn.layer;

import dev.lockstep.linalg.Blas;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Makes the stages of a network: layers, each with the activation that follows it, if it can. */
public final class Stages {
  /** A layer, and the activation that is computed with it. */
  private record Fused(int index, Layer layer, Activation activation, int width) {}

  /**
   * The output of a stage.
   *
   * @param layer index of the layer whose output it is: the last of those that the stage computes
   */
  public record Output(int layer, int width) {}

  private Stages() {}

  private static List<Fused> fused(List<Layer> layers, int inputs) {
    List<Fused> all = new ArrayList<>();
    int width = inputs;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      width = layer.outputs(width);
      Fused last = all.isEmpty() ? null : all.get(all.size() - 1);
      if (layer instanceof Activation activation && last != null && takes(last, i)) {
        all.set(all.size() - 1, new Fused(last.index(), last.layer(), activation, width));
      } else {
        all.add(new Fused(i, layer, new Identity(), width));
      }
    }
    return all;
  }

  /** Whether a stage can compute the activation at that index, too. */
  private static boolean takes(Fused stage, int index) {
    return stage.index() == index - 1
        && (stage.layer() instanceof Dense || stage.layer() instanceof BatchNorm);
  }

  /**
   * The stages of those layers.
   *
   * @param offsets where a tensor begins in the flat array, by its name such as "0.weight"
   * @param capacity most rows at a time
   */
  public static List<Stage> of(
      List<Layer> layers, int inputs, ToIntFunction<String> offsets, Blas blas, int capacity) {
    return fused(layers, inputs).stream()
        .map(each -> stage(each, offsets, blas, capacity))
        .toList();
  }

  /** What the stages of those layers put out. */
  public static List<Output> outputs(List<Layer> layers, int inputs) {
    List<Fused> stages = fused(layers, inputs);
    List<Output> outputs = new ArrayList<>();
    for (int i = 0; i < stages.size(); i++) {
      int next = i + 1 < stages.size() ? stages.get(i + 1).index() : layers.size();
      outputs.add(new Output(next - 1, stages.get(i).width()));
    }
    return outputs;
  }

  private static Stage stage(Fused fused, ToIntFunction<String> offsets, Blas blas, int capacity) {
    ToIntFunction<String> own = name -> offsets.applyAsInt(fused.index() + "." + name);
    if (fused.layer() instanceof Dense dense) {
      return new DenseStage(blas, dense, own.applyAsInt("weight"), fused.activation(), capacity);
    } else if (fused.layer() instanceof BatchNorm norm) {
      return norm.needsWholeBatch()
          ? new SyncBatchNormStage(norm, place(own), fused.activation(), capacity)
          : new BatchNormStage(norm, place(own), fused.activation(), capacity);
    } else if (fused.layer() instanceof Dropout dropout) {
      return new DropoutStage(dropout, fused.index(), capacity, fused.width());
    } else if (fused.layer() instanceof Activation activation) {
      return new ActivationStage(activation, capacity, fused.width());
    }
    throw new IllegalStateException("there is no stage for the layer " + fused.layer());
  }

  private static BatchNormStage.Place place(ToIntFunction<String> offsets) {
    return new BatchNormStage.Place(
        offsets.applyAsInt("weight"),
        offsets.applyAsInt("bias"),
        offsets.applyAsInt("running_mean"),
        offsets.applyAsInt("running_var"),
        offsets.applyAsInt("num_batches_tracked"));
  }

  /** How many floats the stages of those layers take for each row. */
  public static long floats(List<Layer> layers, int inputs) {
    return fused(layers, inputs).stream().mapToLong(Stages::floats).sum();
  }

  /** Output and its gradient, and what is kept for the way back. */
  private static long floats(Fused fused) {
    boolean keeps = fused.layer() instanceof Dropout;
    boolean slope =
        fused.layer() instanceof Activation activation
            ? activation.keepsSlope()
            : fused.activation().keepsSlope();
    return 2L * fused.width() + 1 + (keeps ? fused.width() : 0) + (slope ? fused.width() : 0);
  }
}
