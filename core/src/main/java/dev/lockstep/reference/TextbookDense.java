package dev.lockstep.reference;

import dev.lockstep.nn.ParameterLayout;
import dev.lockstep.nn.layer.Dense;

/** A dense layer in float64, y = x W^T + b. */
final class TextbookDense implements TextbookLayer {
  private final Dense dense;
  private final double[] parameters;
  private final int weight;
  private final int bias;

  /** Layer i. */
  TextbookDense(Dense dense, ParameterLayout layout, int i, double[] parameters) {
    this.dense = dense;
    this.parameters = parameters;
    this.weight = layout.tensor(i + ".weight").range().from();
    this.bias = dense.bias() ? layout.tensor(i + ".bias").range().from() : -1;
  }

  @Override
  public double[][] outputs(double[][] x) {
    double[][] y = new double[x.length][dense.outputs()];
    for (int r = 0; r < x.length; r++) {
      for (int o = 0; o < dense.outputs(); o++) {
        y[r][o] = output(x[r], o);
      }
    }
    return y;
  }

  private double output(double[] x, int o) {
    int row = weight + o * x.length;
    double y = dense.bias() ? parameters[bias + o] : 0;
    for (int k = 0; k < x.length; k++) {
      y += parameters[row + k] * x[k];
    }
    return y;
  }

  @Override
  public double[][] gradient(double[][] x, double[][] dy, double[] gradient) {
    double[][] dx = new double[x.length][dense.inputs()];
    for (int r = 0; r < x.length; r++) {
      for (int o = 0; o < dense.outputs(); o++) {
        if (dense.bias()) {
          gradient[bias + o] += dy[r][o];
        }
        int row = weight + o * dense.inputs();
        for (int k = 0; k < dense.inputs(); k++) {
          gradient[row + k] += dy[r][o] * x[r][k];
          dx[r][k] += dy[r][o] * parameters[row + k];
        }
      }
    }
    return dx;
  }
}
