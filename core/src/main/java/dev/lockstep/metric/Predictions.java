package dev.lockstep.metric;

import dev.lockstep.linalg.Matrix;
import java.util.Locale;

/**
 * What a network said about a batch, and what was true. The matrices are views on buffers that the
 * next batch overwrites.
 *
 * @param outputs [batch, outputs] probabilities, or predicted numbers in a regression
 * @param targets [batch, targets] class indices, one for each row, or the true numbers in a
 *     regression
 * @param weights [batch, 1]
 * @param loss sum of w * L over the batch
 * @param threshold that the probability of class 1 of two must exceed
 */
public record Predictions(
    Matrix outputs, Matrix targets, Matrix weights, double loss, double threshold) {
  /** Where the more probable class is predicted. */
  public Predictions(Matrix outputs, Matrix targets, Matrix weights, double loss) {
    this(outputs, targets, weights, loss, Classes.EVEN);
  }

  /** The same with another threshold. */
  Predictions at(double other) {
    return new Predictions(outputs, targets, weights, loss, other);
  }

  /** The class that an example is predicted to be of. */
  int predicted(int row) {
    return Classes.predicted(outputs, row, threshold);
  }

  /** Number of examples. */
  public int rows() {
    return outputs.rows();
  }

  /** Weight of one example. */
  public double weight(int row) {
    return weights.get(row, 0);
  }

  /** Sum of the weights. */
  public double totalWeight() {
    double total = 0;
    for (int r = 0; r < rows(); r++) {
      total += weight(r);
    }
    return total;
  }

  /** Throws IllegalArgumentException unless there are from least to most outputs. */
  void checkOutputs(int least, int most) {
    int found = outputs.columns();
    if (found < least || found > most) {
      throw new IllegalArgumentException(
          least == most
              ? String.format(
                  Locale.ROOT, "the metric expects %d outputs, the network has %d", least, found)
              : String.format(
                  Locale.ROOT,
                  "the metric expects %d to %d outputs, the network has %d",
                  least,
                  most,
                  found));
    }
  }
}
