package dev.lockstep.optim;

import dev.lockstep.linalg.Range;
import dev.lockstep.linalg.Vectors;
import java.io.Serializable;
import java.util.List;

/**
 * What keeps weights small. The loss of a mini-batch of weight m gains lambda/(2m) * the sum of
 * squares (L2), and lambda/(2m) * the sum of absolute values (L1), of the ranges of each penalty.
 *
 * <p>L2 is part of the gradient. L1 is not, since it has none at 0: after the optimizer's step of
 * learning rate a, each weight is moved towards 0 by a lambda/(2m), and made exactly 0 if that is
 * further than it lies (proximal step, or soft threshold; Duchi and Singer, "Efficient online and
 * batch learning using forward backward splitting", 2009). With gradient descent that minimizes the
 * penalised loss. Where an optimizer scales the gradient of each parameter, as Adam does, L1 stays
 * beside that scale, as AdamW's weight decay does: all weights shrink by the same amount.
 */
public record Regularization(List<Penalty> l2, List<Penalty> l1) implements Serializable {
  /** The same lambda for some ranges; 0 for no penalty. */
  public record Penalty(double lambda, List<Range> ranges) implements Serializable {
    public Penalty {
      ranges = List.copyOf(ranges);
      if (!(lambda >= 0 && Double.isFinite(lambda))) {
        throw new IllegalArgumentException("lambda must be at least 0, not " + lambda);
      }
    }
  }

  public Regularization {
    l2 = List.copyOf(l2);
    l1 = List.copyOf(l1);
  }

  /** L2 alone, the same for all ranges. */
  public Regularization(double lambda, List<Range> penalised) {
    this(List.of(new Penalty(lambda, penalised)), List.of());
  }

  /** No regularization. */
  public static Regularization none() {
    return new Regularization(List.of(), List.of());
  }

  /** What is added to the mean loss. */
  public double penalty(float[] parameters, double batchWeight) {
    if (batchWeight == 0) {
      return 0;
    }
    double sum = 0;
    for (Penalty penalty : l2) {
      sum += scale(penalty, batchWeight) * squares(penalty, parameters);
    }
    for (Penalty penalty : l1) {
      sum += scale(penalty, batchWeight) * magnitudes(penalty, parameters);
    }
    return sum;
  }

  private static double scale(Penalty penalty, double batchWeight) {
    return penalty.lambda() / (2 * batchWeight);
  }

  private static double squares(Penalty penalty, float[] parameters) {
    double squares = 0;
    if (penalty.lambda() > 0) {
      for (Range range : penalty.ranges()) {
        squares += Vectors.sumOfSquares(parameters, range);
      }
    }
    return squares;
  }

  private static double magnitudes(Penalty penalty, float[] parameters) {
    double magnitudes = 0;
    if (penalty.lambda() > 0) {
      for (Range range : penalty.ranges()) {
        magnitudes += Vectors.sumOfMagnitudes(parameters, range);
      }
    }
    return magnitudes;
  }

  /** gradient += lambda/m * parameters, on the ranges of L2. */
  public void addGradient(float[] parameters, float[] gradient, double batchWeight) {
    for (Penalty penalty : l2) {
      if (penalty.lambda() > 0 && batchWeight != 0) {
        float factor = (float) (penalty.lambda() / batchWeight);
        for (Range range : penalty.ranges()) {
          Vectors.addScaled(parameters, gradient, range, factor);
        }
      }
    }
  }

  /**
   * Moves the ranges of L1 towards 0, after the optimizer's step.
   *
   * @param learningRate the a of that step
   */
  public void shrink(float[] parameters, double learningRate, double batchWeight) {
    for (Penalty penalty : l1) {
      if (penalty.lambda() > 0 && batchWeight != 0) {
        float distance = (float) (learningRate * scale(penalty, batchWeight));
        for (Range range : penalty.ranges()) {
          Vectors.shrink(parameters, range, distance);
        }
      }
    }
  }
}
