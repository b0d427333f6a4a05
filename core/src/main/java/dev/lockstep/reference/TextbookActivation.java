package dev.lockstep.reference;

import dev.lockstep.nn.layer.Activation;
import dev.lockstep.nn.layer.Identity;
import dev.lockstep.nn.layer.LeakyRelu;
import dev.lockstep.nn.layer.Relu;
import dev.lockstep.nn.layer.Sigmoid;
import dev.lockstep.nn.layer.Tanh;

/** An activation in float64. */
public record TextbookActivation(Activation f) implements TextbookLayer {
  @Override
  public double[][] outputs(double[][] x) {
    double[][] y = new double[x.length][];
    for (int r = 0; r < x.length; r++) {
      y[r] = new double[x[r].length];
      for (int j = 0; j < x[r].length; j++) {
        y[r][j] = value(x[r][j]);
      }
    }
    return y;
  }

  @Override
  public double[][] gradient(double[][] x, double[][] dy, double[] gradient) {
    double[][] dx = new double[x.length][];
    for (int r = 0; r < x.length; r++) {
      dx[r] = new double[x[r].length];
      for (int j = 0; j < x[r].length; j++) {
        dx[r][j] = dy[r][j] * derivative(x[r][j]);
      }
    }
    return dx;
  }

  /** f(z). */
  public double value(double z) {
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
    throw TextbookNetwork.unknown(f);
  }

  /** f'(z), and at a corner that from below. */
  public double derivative(double z) {
    if (f instanceof Identity) {
      return 1;
    } else if (f instanceof Relu) {
      return z > 0 ? 1 : 0;
    } else if (f instanceof LeakyRelu leaky) {
      return z > 0 ? 1 : leaky.slope();
    } else if (f instanceof Tanh) {
      return 1 - Math.tanh(z) * Math.tanh(z);
    } else if (f instanceof Sigmoid) {
      return value(z) * (1 - value(z));
    }
    throw TextbookNetwork.unknown(f);
  }

  /** Whether f has a corner at 0, where differences are no derivative. */
  boolean hasCorner() {
    if (f instanceof Relu || f instanceof LeakyRelu) {
      return true;
    } else if (f instanceof Identity || f instanceof Tanh || f instanceof Sigmoid) {
      return false;
    }
    throw TextbookNetwork.unknown(f);
  }
}
