package dev.lockstep.reference;

import dev.lockstep.linalg.Range;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.layer.Activation;
import dev.lockstep.optim.Regularization;
import dev.lockstep.optim.Regularization.Penalty;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.Stream;

/**
 * What a step minimizes, J = 1/m sum_i w_i L_i + lambda/(2m) sum W^2, over some examples as one
 * part of a mini-batch of weight m, and its gradient, in float64. L1 is no part of it, as it is no
 * part of the gradient.
 */
public final class Objective {
  private final Network network;
  private final TextbookNetwork textbook;
  private final Regularization regularization;
  private final Examples examples;
  private final double weight;

  /**
   * Of those examples.
   *
   * @throws IllegalArgumentException if they weigh nothing
   */
  public Objective(Network network, Regularization regularization, Examples examples) {
    this.network = network;
    this.textbook = new TextbookNetwork(network);
    this.regularization = regularization;
    this.examples = examples;
    this.weight = examples.weight();
    if (!(weight > 0)) {
      throw new IllegalArgumentException("there is no mean over examples that weigh " + weight);
    }
  }

  /** J at those values. values: [layout size], not modified. */
  public Evaluation at(double[] values) {
    double[][][] layers = textbook.values(values, examples.x(), true);
    double[] losses = textbook.losses(layers, examples);
    for (int r = 0; r < losses.length; r++) {
      losses[r] /= weight;
    }
    return new Evaluation(losses, penalties(values), sides(layers), scale(layers));
  }

  /** What each penalised parameter adds. */
  private double[] penalties(double[] values) {
    double[] penalties = new double[Math.toIntExact(squared().mapToLong(Objective::size).sum())];
    int next = 0;
    for (Penalty penalty : squared().toList()) {
      for (Range range : penalty.ranges()) {
        for (int i = range.from(); i < range.to(); i++) {
          penalties[next] = penalty.lambda() / (2 * weight) * values[i] * values[i];
          next++;
        }
      }
    }
    return penalties;
  }

  /** Of each input of an activation with a corner at 0, whether it lies above. */
  private BitSet sides(double[][][] layers) {
    BitSet above = new BitSet();
    int next = 0;
    for (int i = 0; i < network.layers().size(); i++) {
      if (network.layers().get(i) instanceof Activation f
          && new TextbookActivation(f).hasCorner()) {
        for (double[] row : layers[i]) {
          for (double z : row) {
            above.set(next, z > 0);
            next++;
          }
        }
      }
    }
    return above;
  }

  /** The largest root mean square of what layers take in and give out. */
  private static double scale(double[][][] layers) {
    double largest = 0;
    for (double[][] layer : layers) {
      double squares = 0;
      for (double[] row : layer) {
        squares += Arrays.stream(row).map(z -> z * z).sum();
      }
      largest = Math.max(largest, Math.sqrt(squares / layer.length / layer[0].length));
    }
    return largest;
  }

  /** dJ/dtheta by backpropagation, [trained]. values: [layout size], not modified. */
  public double[] gradient(double[] values) {
    double[] gradient =
        Arrays.copyOf(textbook.gradient(values, examples), network.parameters().trained());
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] /= weight;
    }
    for (Penalty penalty : squared().toList()) {
      for (Range range : penalty.ranges()) {
        for (int i = range.from(); i < range.to(); i++) {
          gradient[i] += penalty.lambda() / weight * values[i];
        }
      }
    }
    return gradient;
  }

  private Stream<Penalty> squared() {
    return regularization.l2().stream().filter(penalty -> penalty.lambda() > 0);
  }

  private static long size(Penalty penalty) {
    return penalty.ranges().stream().mapToLong(Range::length).sum();
  }
}
