package dev.lockstep.reference;

import dev.lockstep.nn.ParameterLayout;
import dev.lockstep.nn.layer.BatchNorm;

/** Batch normalization of some rows in float64, column by column. */
final class TextbookBatchNorm implements TextbookLayer {
  private final int width;
  private final int gamma;
  private final int beta;
  private final int[] buffers;
  private final double epsilon;
  private final double[] parameters;
  private final double[] mean;
  private final double[] variance;
  private final boolean measured;

  private TextbookBatchNorm(
      BatchNorm norm, ParameterLayout layout, int i, double[] parameters, boolean measured) {
    this.width = norm.width();
    this.epsilon = norm.epsilon();
    this.parameters = parameters;
    this.measured = measured;
    this.gamma = layout.tensor(i + ".weight").range().from();
    this.beta = layout.tensor(i + ".bias").range().from();
    this.buffers =
        new int[] {
          layout.tensor(i + ".running_mean").range().from(),
          layout.tensor(i + ".running_var").range().from(),
          layout.tensor(i + ".num_batches_tracked").range().from()
        };
    this.mean = new double[width];
    this.variance = new double[width];
  }

  /** Of layer i for those rows. */
  static TextbookBatchNorm of(
      BatchNorm norm,
      ParameterLayout layout,
      int i,
      double[] parameters,
      double[][] x,
      boolean training) {
    boolean measured = training && x.length > 1;
    TextbookBatchNorm made = new TextbookBatchNorm(norm, layout, i, parameters, measured);
    for (int c = 0; c < made.width; c++) {
      made.mean[c] = measured ? mean(x, c) : parameters[made.buffers[0] + c];
      made.variance[c] = measured ? variance(x, c) : parameters[made.buffers[1] + c];
    }
    return made;
  }

  private static double mean(double[][] x, int c) {
    double sum = 0;
    for (double[] row : x) {
      sum += row[c];
    }
    return sum / x.length;
  }

  private static double variance(double[][] x, int c) {
    double mean = mean(x, c);
    double sum = 0;
    for (double[] row : x) {
      sum += (row[c] - mean) * (row[c] - mean);
    }
    return sum / x.length;
  }

  private double normalized(double[][] x, int r, int c) {
    return (x[r][c] - mean[c]) / Math.sqrt(variance[c] + epsilon);
  }

  @Override
  public double[][] outputs(double[][] x) {
    double[][] y = new double[x.length][width];
    for (int r = 0; r < x.length; r++) {
      for (int c = 0; c < width; c++) {
        y[r][c] = parameters[gamma + c] * normalized(x, r, c) + parameters[beta + c];
      }
    }
    return y;
  }

  @Override
  public double[][] gradient(double[][] x, double[][] dy, double[] gradient) {
    int n = x.length;
    double[][] dx = new double[n][width];
    for (int c = 0; c < width; c++) {
      double sum = 0;
      double product = 0;
      for (int r = 0; r < n; r++) {
        sum += dy[r][c];
        product += dy[r][c] * normalized(x, r, c);
      }
      gradient[gamma + c] += product;
      gradient[beta + c] += sum;
      for (int r = 0; r < n; r++) {
        double centred =
            measured ? dy[r][c] - sum / n - normalized(x, r, c) * product / n : dy[r][c];
        dx[r][c] = parameters[gamma + c] / Math.sqrt(variance[c] + epsilon) * centred;
      }
      if (measured) {
        gradient[buffers[0] + c] += n * mean[c];
        gradient[buffers[1] + c] += n * variance[c] * n / (n - 1);
      }
    }
    gradient[buffers[2]] += measured ? n : 0;
    return dx;
  }
}
