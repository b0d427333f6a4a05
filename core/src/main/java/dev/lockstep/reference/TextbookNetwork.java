package dev.lockstep.reference;

import dev.lockstep.nn.Network;
import dev.lockstep.nn.ParameterLayout;
import dev.lockstep.nn.layer.Activation;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Dropout;
import dev.lockstep.nn.layer.Layer;
import java.util.Arrays;

/**
 * The slow twin of {@link dev.lockstep.nn.Backprop}: every formula as a textbook prints it, in
 * float64, one loop for each index and no tricks. A matrix is an array of rows. A kind of layer or
 * loss without a formula here is an IllegalStateException that names it.
 */
public final class TextbookNetwork {
  private final Network network;
  private final ParameterLayout layout;
  private final TextbookLoss loss;

  public TextbookNetwork(Network network) {
    this.network = network;
    this.layout = network.parameters();
    this.loss = new TextbookLoss(network.loss());
  }

  /** The network's output for x, as it predicts. x: [n, inputs]; result: [n, outputs]. */
  public double[][] forward(double[] parameters, float[][] x) {
    double[][][] values = values(parameters, x, false);
    return values[values.length - 1];
  }

  /** The output of each layer in turn, as the network is trained: of step 0, in shard 0. */
  public double[][][] outputs(double[] parameters, float[][] x) {
    double[][][] values = values(parameters, x, true);
    return Arrays.copyOfRange(values, 1, values.length);
  }

  /** Sum of w * L over the batch, as the network is trained: of step 0, in shard 0, from row 0. */
  public double loss(double[] parameters, Examples batch) {
    return Arrays.stream(losses(values(parameters, batch.x(), true), batch)).sum();
  }

  /** w * L of each example. */
  double[] losses(double[][][] values, Examples batch) {
    double[][] output = values[values.length - 1];
    double[] losses = new double[batch.rows()];
    for (int r = 0; r < batch.rows(); r++) {
      losses[r] = batch.w()[r] * loss.value(output[r], batch.y()[r]);
    }
    return losses;
  }

  /** Sum of w * dL/dtheta over the batch, and in the places of buffers what it measures. */
  public double[] gradient(double[] parameters, Examples batch) {
    double[][][] values = values(parameters, batch.x(), true);
    double[] gradient = new double[layout.size()];
    int last = network.layers().size();
    double[][] d = new double[batch.rows()][];
    for (int r = 0; r < batch.rows(); r++) {
      d[r] = loss.gradient(values[last][r], batch.y()[r]);
      for (int j = 0; j < d[r].length; j++) {
        d[r][j] *= batch.w()[r];
      }
    }
    for (int i = last - 1; i >= 0; i--) {
      d = layer(parameters, i, values[i], true).gradient(values[i], d, gradient);
    }
    return gradient;
  }

  /** The input and the output of each layer in turn. */
  double[][][] values(double[] parameters, float[][] x, boolean training) {
    double[][][] values = new double[network.layers().size() + 1][][];
    values[0] = new double[x.length][];
    for (int r = 0; r < x.length; r++) {
      values[0][r] = widened(x[r]);
    }
    for (int i = 0; i < network.layers().size(); i++) {
      values[i + 1] = layer(parameters, i, values[i], training).outputs(values[i]);
    }
    return values;
  }

  private static double[] widened(float[] row) {
    double[] wide = new double[row.length];
    for (int j = 0; j < row.length; j++) {
      wide[j] = row[j];
    }
    return wide;
  }

  /** Layer i, for those rows. */
  private TextbookLayer layer(double[] parameters, int i, double[][] x, boolean training) {
    Layer layer = network.layers().get(i);
    if (layer instanceof BatchNorm norm) {
      return TextbookBatchNorm.of(norm, layout, i, parameters, x, training);
    } else if (layer instanceof Dense dense) {
      return new TextbookDense(dense, layout, i, parameters);
    } else if (layer instanceof Dropout dropout) {
      return new TextbookDropout(training ? dropout.keepProb() : 1, i);
    } else if (layer instanceof Activation activation) {
      return new TextbookActivation(activation);
    }
    throw unknown(layer);
  }

  static IllegalStateException unknown(Object kind) {
    return new IllegalStateException("the textbook has no formula for " + kind + ": add it");
  }
}
