package dev.lockstep.testing;

import dev.lockstep.linalg.Randomness;
import dev.lockstep.linalg.Randomness.Purpose;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.ParameterLayout;
import dev.lockstep.nn.layer.Activation;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Dropout;
import dev.lockstep.nn.layer.Identity;
import dev.lockstep.nn.layer.Layer;
import dev.lockstep.nn.layer.LeakyRelu;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.layer.Sigmoid;
import dev.lockstep.nn.layer.Tanh;
import dev.lockstep.nn.loss.Loss;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.nn.loss.SquaredError;

/**
 * The slow twin of {@link dev.lockstep.nn.Backprop}: every formula as a textbook prints it, in
 * float64, one loop for each index and no tricks. A matrix is an array of rows.
 */
public final class TextbookNetwork {
  private final Network network;
  private final ParameterLayout layout;

  public TextbookNetwork(Network network) {
    this.network = network;
    this.layout = network.parameters();
  }

  /** The network's output for x, as it predicts. x: [n, inputs]; result: [n, outputs]. */
  public double[][] forward(double[] parameters, float[][] x) {
    double[][][] values = values(parameters, x, false);
    return values[values.length - 1];
  }

  /** Sum of w * L over the batch, as the network is trained: of step 0, in shard 0, from row 0. */
  public double loss(double[] parameters, Batch batch) {
    double[][][] values = values(parameters, batch.x(), true);
    double[][] output = values[values.length - 1];
    double sum = 0;
    for (int r = 0; r < batch.rows(); r++) {
      sum += batch.w()[r] * loss(network.loss(), output[r], batch.y()[r]);
    }
    return sum;
  }

  /** Sum of w * dL/dtheta over the batch, and in the places of buffers what it measures. */
  public double[] gradient(double[] parameters, Batch batch) {
    double[][][] values = values(parameters, batch.x(), true);
    double[] gradient = new double[layout.size()];
    int last = network.layers().size();
    double[][] d = new double[batch.rows()][];
    for (int r = 0; r < batch.rows(); r++) {
      d[r] = lossGradient(network.loss(), values[last][r], batch.y()[r]);
      for (int j = 0; j < d[r].length; j++) {
        d[r][j] *= batch.w()[r];
      }
    }
    for (int i = last - 1; i >= 0; i--) {
      d = backward(parameters, i, values[i], d, gradient);
    }
    return gradient;
  }

  /** The input and the output of each layer in turn. */
  private double[][][] values(double[] parameters, float[][] x, boolean training) {
    double[][][] values = new double[network.layers().size() + 1][][];
    values[0] = new double[x.length][];
    for (int r = 0; r < x.length; r++) {
      values[0][r] = Closeness.widen(x[r]);
    }
    for (int i = 0; i < network.layers().size(); i++) {
      values[i + 1] = forward(parameters, i, values[i], training);
    }
    return values;
  }

  private double[][] forward(double[] parameters, int i, double[][] x, boolean training) {
    Layer layer = network.layers().get(i);
    if (layer instanceof BatchNorm norm) {
      return TextbookBatchNorm.of(norm, layout, i, parameters, x, training).outputs(x);
    }
    double[][] y = new double[x.length][];
    for (int r = 0; r < x.length; r++) {
      if (layer instanceof Dense dense) {
        y[r] = affine(parameters, i, dense, x[r]);
      } else if (layer instanceof Dropout dropout) {
        y[r] = new double[x[r].length];
        for (int j = 0; j < x[r].length; j++) {
          y[r][j] = training ? x[r][j] * mask(dropout, i, r, j) : x[r][j];
        }
      } else if (layer instanceof Activation activation) {
        y[r] = new double[x[r].length];
        for (int j = 0; j < x[r].length; j++) {
          y[r][j] = value(activation, x[r][j]);
        }
      } else {
        throw unknown(layer);
      }
    }
    return y;
  }

  /** d: dL/dy of layer i; returns dL/dx and adds to the gradient of the layer's parameters. */
  private double[][] backward(
      double[] parameters, int i, double[][] x, double[][] d, double[] gradient) {
    Layer layer = network.layers().get(i);
    if (layer instanceof BatchNorm norm) {
      return TextbookBatchNorm.of(norm, layout, i, parameters, x, true).gradient(x, d, gradient);
    }
    double[][] dx = new double[x.length][];
    for (int r = 0; r < x.length; r++) {
      dx[r] = new double[x[r].length];
      if (layer instanceof Dense dense) {
        affineGradient(parameters, i, dense, x[r], d[r], dx[r], gradient);
      } else if (layer instanceof Dropout dropout) {
        for (int j = 0; j < x[r].length; j++) {
          dx[r][j] = d[r][j] * mask(dropout, i, r, j);
        }
      } else if (layer instanceof Activation activation) {
        for (int j = 0; j < x[r].length; j++) {
          dx[r][j] = d[r][j] * derivative(activation, x[r][j]);
        }
      } else {
        throw unknown(layer);
      }
    }
    return dx;
  }

  /** 1 / keep_prob or 0, by 24 bits of a hash of row and column. */
  private static double mask(Dropout dropout, int layer, int row, int column) {
    long base = Randomness.mix(Randomness.seed(0, Purpose.DROPOUT, 0, 0) ^ layer);
    long unsigned = 0xFFFFFFFFL;
    long h = (Randomness.mix(base + row) + column * 0x9E3779B9L) & unsigned;
    h = ((h ^ (h >> 16)) * 0x7FEB352DL) & unsigned;
    h = ((h ^ (h >> 15)) * 0x846CA68BL) & unsigned;
    h ^= h >> 16;
    return (h >> 8) / 0x1p24 < dropout.keepProb() ? 1 / dropout.keepProb() : 0;
  }

  private double[] affine(double[] parameters, int i, Dense dense, double[] x) {
    int w = layout.tensor(i + ".weight").range().from();
    int b = dense.bias() ? layout.tensor(i + ".bias").range().from() : -1;
    double[] y = new double[dense.outputs()];
    for (int o = 0; o < dense.outputs(); o++) {
      y[o] = dense.bias() ? parameters[b + o] : 0;
      for (int k = 0; k < dense.inputs(); k++) {
        y[o] += parameters[w + o * dense.inputs() + k] * x[k];
      }
    }
    return y;
  }

  private void affineGradient(
      double[] parameters,
      int i,
      Dense dense,
      double[] x,
      double[] dy,
      double[] dx,
      double[] gradient) {
    int w = layout.tensor(i + ".weight").range().from();
    int b = dense.bias() ? layout.tensor(i + ".bias").range().from() : -1;
    for (int o = 0; o < dense.outputs(); o++) {
      if (dense.bias()) {
        gradient[b + o] += dy[o];
      }
      for (int k = 0; k < dense.inputs(); k++) {
        gradient[w + o * dense.inputs() + k] += dy[o] * x[k];
        dx[k] += dy[o] * parameters[w + o * dense.inputs() + k];
      }
    }
  }

  /** f(z). */
  public static double value(Activation f, double z) {
    if (f instanceof Identity) {
      return z;
    } else if (f instanceof Relu) {
      return z > 0 ? z : 0;
    } else if (f instanceof LeakyRelu leaky) {
      return z > 0 ? z : leaky.slope() * z;
    } else if (f instanceof Tanh) {
      return Math.tanh(z);
    } else if (f instanceof Sigmoid) {
      return 1 / (1 + Math.exp(-z));
    }
    throw unknown(f);
  }

  /** f'(z). */
  public static double derivative(Activation f, double z) {
    if (f instanceof Identity) {
      return 1;
    } else if (f instanceof Relu) {
      return z > 0 ? 1 : 0;
    } else if (f instanceof LeakyRelu leaky) {
      return z > 0 ? 1 : leaky.slope();
    } else if (f instanceof Tanh) {
      return 1 - Math.tanh(z) * Math.tanh(z);
    } else if (f instanceof Sigmoid) {
      return value(f, z) * (1 - value(f, z));
    }
    throw unknown(f);
  }

  private static double loss(Loss loss, double[] z, float[] y) {
    double sum = 0;
    if (loss instanceof SoftmaxCrossEntropy softmax) {
      double[] q = smoothed(softmax, z.length, (int) y[0]);
      for (int j = 0; j < z.length; j++) {
        sum -= q[j] * Math.log(softmax(z)[j]);
      }
      return sum;
    } else if (loss instanceof SigmoidCrossEntropy sigmoid) {
      for (int j = 0; j < z.length; j++) {
        double p = 1 / (1 + Math.exp(-z[j]));
        double q = smoothed(sigmoid, y[j]);
        sum -= q * Math.log(p) + (1 - q) * Math.log(1 - p);
      }
      return sum;
    } else if (loss instanceof SquaredError) {
      for (int j = 0; j < z.length; j++) {
        sum += (z[j] - y[j]) * (z[j] - y[j]) / 2;
      }
      return sum;
    }
    throw unknown(loss);
  }

  /** What is to be predicted: (1 - a) for the class, and a / K for each. */
  private static double[] smoothed(SoftmaxCrossEntropy loss, int k, int target) {
    double a = loss.classes().smoothing();
    double[] q = new double[k];
    for (int j = 0; j < k; j++) {
      q[j] = a / k + (j == target ? 1 - a : 0);
    }
    return q;
  }

  private static double smoothed(SigmoidCrossEntropy loss, double y) {
    double a = loss.classes().smoothing();
    return y * (1 - a) + a / 2;
  }

  private static double[] lossGradient(Loss loss, double[] z, float[] y) {
    double[] d = new double[z.length];
    if (loss instanceof SoftmaxCrossEntropy softmax) {
      double[] q = smoothed(softmax, z.length, (int) y[0]);
      for (int j = 0; j < z.length; j++) {
        d[j] = softmax(z)[j] - q[j];
      }
      return d;
    }
    for (int j = 0; j < z.length; j++) {
      if (loss instanceof SigmoidCrossEntropy sigmoid) {
        d[j] = 1 / (1 + Math.exp(-z[j])) - smoothed(sigmoid, y[j]);
      } else if (loss instanceof SquaredError) {
        d[j] = z[j] - y[j];
      } else {
        throw unknown(loss);
      }
    }
    return d;
  }

  private static double[] softmax(double[] z) {
    double sum = 0;
    for (double each : z) {
      sum += Math.exp(each);
    }
    double[] p = new double[z.length];
    for (int j = 0; j < z.length; j++) {
      p[j] = Math.exp(z[j]) / sum;
    }
    return p;
  }

  private static AssertionError unknown(Object kind) {
    return new AssertionError("the textbook has no formula for " + kind + ": add it");
  }
}
