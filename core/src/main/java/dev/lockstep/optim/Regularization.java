package dev.lockstep.optim;

import dev.lockstep.linalg.Range;
import dev.lockstep.linalg.Vectors;
import java.util.List;

/**
 * L2: the loss of a mini-batch of weight m gains lambda/(2m) * the sum of squares of the penalised
 * ranges.
 */
public record Regularization(double lambda, List<Range> penalised) {
  public Regularization {
    penalised = List.copyOf(penalised);
    if (!(lambda >= 0 && Double.isFinite(lambda))) {
      throw new IllegalArgumentException("lambda must be at least 0, not " + lambda);
    }
  }

  /** No regularization. */
  public static Regularization none() {
    return new Regularization(0, List.of());
  }

  /** What is added to the mean loss. */
  public double penalty(float[] parameters, double batchWeight) {
    if (lambda == 0 || batchWeight == 0) {
      return 0;
    }
    double squares = 0;
    for (Range range : penalised) {
      squares += Vectors.sumOfSquares(parameters, range);
    }
    return lambda / (2 * batchWeight) * squares;
  }

  /** gradient += lambda/m * parameters, on the penalised ranges. */
  public void addGradient(float[] parameters, float[] gradient, double batchWeight) {
    if (lambda == 0 || batchWeight == 0) {
      return;
    }
    for (Range range : penalised) {
      Vectors.addScaled(parameters, gradient, range, (float) (lambda / batchWeight));
    }
  }
}
