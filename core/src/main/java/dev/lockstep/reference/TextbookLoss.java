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
    if (loss instanceof SoftmaxCrossEntropy) {
      return logOfSum(z) - z[(int) y[0]];
    }
    double sum = 0;
    for (int j = 0; j < z.length; j++) {
      if (loss instanceof SigmoidCrossEntropy) {
        sum += Math.max(z[j], 0) - z[j] * y[j] + Math.log1p(Math.exp(-Math.abs(z[j])));
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
    if (loss instanceof SoftmaxCrossEntropy) {
      d = softmax(z);
      d[(int) y[0]] -= 1;
      return d;
    }
    for (int j = 0; j < z.length; j++) {
      if (loss instanceof SigmoidCrossEntropy) {
        d[j] = 1 / (1 + Math.exp(-z[j])) - y[j];
      } else if (loss instanceof SquaredError) {
        d[j] = z[j] - y[j];
      } else {
        throw TextbookNetwork.unknown(loss);
      }
    }
    return d;
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
