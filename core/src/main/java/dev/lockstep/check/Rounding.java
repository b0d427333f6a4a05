package dev.lockstep.check;

import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.BatchNorm;
import dev.lockstep.nn.layer.Dense;
import dev.lockstep.nn.layer.Layer;
import dev.lockstep.reference.Evaluation;
import dev.lockstep.reference.Examples;

/** How far off rounding alone makes gradients and differences, from the sizes of a network. */
public final class Rounding {
  /** The relative error of one rounding: half the distance from 1 to the next number. */
  private static final double FLOAT32 = 0x1p-24;

  private static final double FLOAT64 = 0x1p-53;

  private final Network network;
  private final Examples examples;
  private final Evaluation evaluation;

  /** Of a network, for those examples, where its objective is such. */
  Rounding(Network network, Examples examples, Evaluation evaluation) {
    this.network = network;
    this.examples = examples;
    this.evaluation = evaluation;
  }

  /** Of a gradient in float32 over so many rows, relative to its norm. */
  public static double float32(Network network, int rows) {
    return 4 * (Math.sqrt(rows) + roundings(network)) * FLOAT32;
  }

  /**
   * Roundings of a sum of n terms add up like a random walk, to sqrt(n); there is one sum over
   * inputs for each layer, an activation rounds up to 7 units, and terms that cancel make the
   * result smaller than its terms.
   */
  private static double roundings(Network network) {
    double roundings = 0;
    for (Layer layer : network.layers()) {
      // Columns of few rows can hardly vary, and are divided by what they do.
      roundings +=
          layer instanceof Dense dense
              ? Math.sqrt(dense.inputs())
              : layer instanceof BatchNorm ? 30 : 7;
    }
    return roundings;
  }

  /** Of n differences, as a norm: two losses of each example are off, and divided by 2e. */
  double ofDifferences(int n) {
    double squares = 0;
    double[] losses = evaluation.losses();
    for (int r = 0; r < losses.length; r++) {
      double off = examples.w()[r] / examples.weight() + losses[r];
      squares += off * off;
    }
    double each = (1 + roundings(network)) * FLOAT64 * Math.sqrt(squares);
    return Math.sqrt(n) * Math.sqrt(2) * each / (2 * Differences.EPSILON);
  }

  /**
   * Of n elements of a gradient in float32 beside their differences, as a norm. A gradient that is
   * far smaller than the numbers it is the sum of has their rounding; of what comes before batch
   * norm, large terms cancel.
   *
   * @param norm of the elements
   * @param all of the elements of all tensors
   */
  double ofFloat32(int n, double norm, double all) {
    double relative = float32(network, examples.rows());
    double squares = 0;
    for (float w : examples.w()) {
      squares += w * w;
    }
    double terms = FLOAT32 * evaluation.scale() * Math.sqrt(squares) / examples.weight();
    double cancelled = network.needsWholePart() ? relative * all : 0;
    return relative * norm + cancelled + Math.sqrt(n) * terms + ofDifferences(n);
  }
}
