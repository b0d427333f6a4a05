package dev.lockstep.nn.loss;

import dev.lockstep.linalg.Matrix;
import java.io.Serializable;

/**
 * The loss of one example, computed from the network's output without a final activation (logits),
 * and its gradient.
 *
 * <p>Sums are weighted and never divided: the driver divides once, by the total weight of the
 * mini-batch.
 */
public sealed interface Loss extends Serializable
    permits SoftmaxCrossEntropy, SigmoidCrossEntropy, SquaredError {
  /** The name in configurations, such as "softmax_cross_entropy". */
  String kind();

  /** Number of target columns for a network with that many outputs. */
  int targets(int outputs);

  /** Throws IllegalArgumentException if this loss cannot be computed over that many outputs. */
  void checkOutputs(int outputs);

  /** The same with targets and weights of examples as they are. */
  default Loss plain() {
    return this;
  }

  /** By what training multiplies the weights of each class's examples; empty for 1. */
  default float[] classWeights() {
    return new float[0];
  }

  /**
   * Turns the output into the gradient of the summed loss with respect to it, in place. Targets are
   * smoothed, if they are to be.
   *
   * @param output [batch, outputs] logits; overwritten with w * dL/dz
   * @param targets [batch, targets(outputs)]
   * @param weights [batch, 1]
   * @return sum of w * L over the batch
   */
  double gradient(Matrix output, Matrix targets, Matrix weights);

  /**
   * Sum of w * L over the batch, of targets as they are; nothing is modified.
   *
   * @param output [batch, outputs] logits
   */
  double sum(Matrix output, Matrix targets, Matrix weights);

  /**
   * Turns logits into predictions, in place: probabilities for the cross-entropies, unchanged for
   * squared_error.
   */
  void predict(Matrix output);
}
