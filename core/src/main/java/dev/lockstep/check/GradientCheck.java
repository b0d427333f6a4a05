package dev.lockstep.check;

import dev.lockstep.linalg.Blas;
import dev.lockstep.nn.Backprop;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Workspace;
import dev.lockstep.nn.layer.Dropout;
import dev.lockstep.nn.layer.Identity;
import dev.lockstep.nn.layer.Layer;
import dev.lockstep.nn.layer.Pass;
import dev.lockstep.optim.Regularization;
import dev.lockstep.reference.Evaluation;
import dev.lockstep.reference.Examples;
import dev.lockstep.reference.Objective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Compares gradients of the mean loss over some examples, penalty included, with two-sided
 * differences of it in float64. Dropout is left out, of gradients and differences; batch
 * normalization is as in training, over these examples.
 */
public final class GradientCheck {
  private final Network network;
  private final Regularization regularization;
  private final Examples examples;
  private final Objective objective;

  /**
   * Over those examples.
   *
   * @throws IllegalArgumentException if they weigh nothing
   */
  public GradientCheck(Network network, Regularization regularization, Examples examples) {
    this.network = withoutDropout(network);
    this.regularization = regularization;
    this.examples = examples;
    this.objective = new Objective(this.network, regularization, examples);
  }

  /** Tensors keep their names and places. */
  private static Network withoutDropout(Network network) {
    List<Layer> layers =
        network.layers().stream()
            .map(layer -> layer instanceof Dropout ? new Identity() : layer)
            .toList();
    return new Network(network.inputs(), layers, network.loss());
  }

  /** The textbook's backpropagation in float64, [trained]. values: [layout size]. */
  public double[] float64(float[] values) {
    return objective.gradient(widened(values));
  }

  /** The backpropagation that trains, in float32, [trained]. values: [layout size]. */
  public double[] float32(float[] values, Blas blas) {
    GradientSum sum = new GradientSum(values.length);
    Workspace workspace = examples.into(new Workspace(network, blas, examples.rows()));
    new Backprop(network).gradient(Pass.training(0, 0), values, workspace, sum);
    float[] gradient = sum.mean();
    regularization.addGradient(values, gradient, sum.weight());
    return Arrays.copyOf(widened(gradient), network.parameters().trained());
  }

  /**
   * Compares two gradients with differences.
   *
   * @param values where, [layout size]
   * @param float64 as {@link #float64} gives it, if that is right
   * @param float32 as {@link #float32} gives it, if that is right
   */
  public GradientReport compare(
      float[] values, ParameterSample sample, double[] float64, double[] float32) {
    double[] wide = widened(values);
    Evaluation evaluation = objective.at(wide);
    Rounding rounding = new Rounding(network, examples, evaluation);
    Differences differences = new Differences(objective, wide);
    List<CheckedParameters> parts =
        sample.indices().stream()
            .map(indices -> CheckedParameters.of(indices, differences))
            .toList();
    CheckedParameters all = CheckedParameters.all(parts);
    List<TensorCheck> tensors = new ArrayList<>();
    for (int t = 0; t < parts.size(); t++) {
      CheckedParameters part = parts.get(t);
      tensors.add(
          new TensorCheck(
              sample.tensors().get(t),
              part.size(),
              sample.indices().get(t).length - part.size(),
              part.float64(float64, rounding),
              part.float32(float32, rounding, all.norm())));
    }
    return new GradientReport(
        examples.rows(),
        evaluation.value(),
        evaluation.penalty(),
        tensors,
        all.float64(float64, rounding),
        all.float32(float32, rounding, all.norm()));
  }

  private static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }
}
