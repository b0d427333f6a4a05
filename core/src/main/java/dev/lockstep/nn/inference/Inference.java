package dev.lockstep.nn.inference;

import dev.lockstep.linalg.Matrix;
import dev.lockstep.linalg.Range;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.ParameterLayout;
import dev.lockstep.nn.layer.Activation;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Identity;
import dev.lockstep.nn.layer.Layer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A network with its parameters, as predictions are made of it: the outputs of a row have the same
 * bits whatever rows are beside it, on any processor and without BLAS, whose products depend on how
 * many rows they are of. Immutable; shared between threads, each with an {@link InferenceBatch} of
 * its own.
 */
public final class Inference {
  final Step[] steps;

  /**
   * Of a network.
   *
   * @param parameters [layout size], kept, not copied: not to be modified any more
   */
  public Inference(Network network, float[] parameters) {
    List<Step> all = new ArrayList<>();
    ParameterLayout layout = network.parameters();
    List<Layer> layers = network.layers();
    int width = network.inputs();
    for (int i = 0; i < layers.size(); i++) {
      String prefix = i + ".";
      boolean takes = i + 1 < layers.size() && layers.get(i + 1) instanceof Activation;
      Activation next = takes ? (Activation) layers.get(i + 1) : new Identity();
      boolean taken =
          i > 0 && (layers.get(i - 1) instanceof Dense || layers.get(i - 1) instanceof BatchNorm);
      width = layers.get(i).outputs(width);
      if (layers.get(i) instanceof Dense dense) {
        int offset = layout.tensor(prefix + "weight").range().from();
        all.add(new DenseStep(dense, parameters, offset, next));
      } else if (layers.get(i) instanceof BatchNorm norm) {
        all.add(new NormStep(norm, name -> tensor(layout, prefix + name, parameters), next));
      } else if (layers.get(i) instanceof Activation activation && !taken) {
        all.add(new CopyStep(width, activation));
      }
    }
    this.steps = all.toArray(new Step[0]);
  }

  private static float[] tensor(ParameterLayout layout, String name, float[] parameters) {
    Range range = layout.tensor(name).range();
    return Arrays.copyOfRange(parameters, range.from(), range.to());
  }

  /**
   * The outputs for the rows in a batch, as predictions are made of.
   *
   * @return [rows, outputs] logits, which the next call with the same batch overwrites
   */
  public Matrix outputs(InferenceBatch batch) {
    return batch.outputs(steps);
  }
}
