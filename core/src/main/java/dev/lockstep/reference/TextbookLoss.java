package dev.lockstep.reference;

import dev.lockstep.nn.loss.Loss;
import dev.lockstep.nn.loss.SigmoidCrossEntropy;
import dev.lockstep.nn.loss.SoftmaxCrossEntropy;
import dev.lockstep.nn.loss.SquaredError;
import java.util.Arrays;

/** A loss of one example in float64. z: [outputs] logits; y: [targets]. */
record TextbookLoss(Loss loss) {
  /** L. */
  double value(double[] z, float[] y) {
    double sum = 0;
    if (loss instanceof SoftmaxCrossEntropy softmax) {
      double[] q = smoothed(softmax, z.length, (int) y[0]);
      for (int j = 0; j < z.length; j++) {
        sum += q[j] * (logOfSum(z) - z[j]);
      }
      return sum;
    }
    for (int j = 0; j < z.length; j++) {
      if (loss instanceof SigmoidCrossEntropy sigmoid) {
        double q = smoothed(sigmoid, y[j]);
        sum += Math.max(z[j], 0) - z[j] * q + Math.log1p(Math.exp(-Math.abs(z[j])));
      } else if (loss instanceof SquaredError) {
        sum += (z[j] - y[j]) * (z[j] - y[j]) / 2;
      } else {
        throw TextbookNetwork.unknown(loss);
      }
    }
    return sum;
  }

  /** dL/dz, [outputs]. */
  double[] gradient(double[] z, float[] y) {
    double[] d = new double[z.length];
    if (loss instanceof SoftmaxCrossEntropy softmax) {
      double[] q = smoothed(softmax, z.length, (int) y[0]);
      d = softmax(z);
      for (int j = 0; j < z.length; j++) {
        d[j] -= q[j];
      }
      return d;
    }
    for (int j = 0; j < z.length; j++) {
      if (loss instanceof SigmoidCrossEntropy sigmoid) {
        d[j] = 1 / (1 + Math.exp(-z[j])) - smoothed(sigmoid, y[j]);
      } else if (loss instanceof SquaredError) {
        d[j] = z[j] - y[j];
      } else {
        throw TextbookNetwork.unknown(loss);
      }
    }
    return d;
  }

  /** What is to be predicted: 1 - a for the class, and a / K for each. */
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

  private static double[] softmax(double[] z) {
    double sum = logOfSum(z);
    double[] p = new double[z.length];
    for (int j = 0; j < z.length; j++) {
      p[j] = Math.exp(z[j] - sum);
    }
    return p;
  }

  /** log of the sum of e^z, the largest z taken out first: e^z of a few hundred overflows. */
  private static double logOfSum(double[] z) {
    double most = Arrays.stream(z).max().orElseThrow();
    double sum = 0;
    for (double each : z) {
      sum += Math.exp(each - most);
    }
    return most + Math.log(sum);
  }
}
