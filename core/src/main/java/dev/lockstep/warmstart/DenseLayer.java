package dev.lockstep.warmstart;

import dev.lockstep.linalg.Range;
import dev.lockstep.nn.ParameterLayout.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one dense layer in float64, to be rounded once.
 *
 * <p>weights: [outputs][inputs]; bias: [outputs], 0 where the layer has none.
 */
final class DenseLayer {
  private double[][] weights;
  private final double[] bias;

  private DenseLayer(double[][] weights, double[] bias) {
    this.weights = weights;
    this.bias = bias;
  }

  static DenseLayer of(float[] parameters, Tensor weight, @Nullable Tensor bias) {
    int outputs = weight.shape().get(0);
    int inputs = weight.shape().get(1);
    DenseLayer layer = new DenseLayer(new double[outputs][inputs], new double[outputs]);
    for (int i = 0; i < outputs; i++) {
      for (int j = 0; j < inputs; j++) {
        layer.weights[i][j] = parameters[weight.range().from() + i * inputs + j];
      }
      layer.bias[i] = bias == null ? 0 : parameters[bias.range().from() + i];
    }
    return layer;
  }

  /** Takes new inputs instead of the old ones; gives what that added to each bias. */
  double[] moved(InputMap map, int inputs) {
    double[] moved = new double[bias.length];
    double[][] old = weights;
    weights = new double[bias.length][inputs];
    for (int i = 0; i < bias.length; i++) {
      for (InputMap.Term term : map.terms()) {
        weights[i][term.now()] = sum(weights[i][term.now()], term.factor() * old[i][term.old()]);
      }
      for (int j = 0; j < old[i].length; j++) {
        moved[i] += map.constants()[j] * old[i][j];
      }
      bias[i] = sum(moved[i], bias[i]);
    }
    return moved;
  }

  /** Leaves -0 what it is where nothing is added, so that nothing changes no bit. */
  private static double sum(double first, double second) {
    return first == 0 ? second : first + second;
  }

  /** The same with other outputs. */
  DenseLayer mapped(OutputMap map) {
    double[][] rows = new double[map.width()][weights[0].length];
    double[] biases = new double[map.width()];
    for (int i = 0; i < map.width(); i++) {
      int old = map.old(i);
      if (old >= 0) {
        for (int j = 0; j < rows[i].length; j++) {
          rows[i][j] = map.factor(i) * weights[old][j];
        }
        biases[i] = sum(map.constant(i), map.factor(i) * bias[old]);
      }
    }
    return new DenseLayer(rows, biases);
  }

  /** Writes row by row; the bias where there is one. */
  void write(float[] parameters, Range weight, @Nullable Range biases) {
    int inputs = weights[0].length;
    for (int i = 0; i < bias.length; i++) {
      for (int j = 0; j < inputs; j++) {
        parameters[weight.from() + i * inputs + j] = (float) weights[i][j];
      }
      if (biases != null) {
        parameters[biases.from() + i] = (float) bias[i];
      }
    }
  }
}
