package dev.lockstep.optim;

import dev.lockstep.linalg.Range;
import dev.lockstep.linalg.Vectors;
import java.io.Serializable;

/**
 * Limits on a gradient before the optimizer sees it: first each element to [-value, value], then
 * the whole to a Euclidean norm of at most norm. Infinity means no limit.
 */
public record GradientClip(double value, double norm) implements Serializable {
  public GradientClip {
    if (!(value > 0) || !(norm > 0)) {
      throw new IllegalArgumentException(
          "clipping limits must be positive, not value " + value + " and norm " + norm);
    }
  }

  /** No limit. */
  public static GradientClip none() {
    return new GradientClip(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  /** Clips the first n elements, in place; the others are no gradient. */
  public void apply(float[] gradient, int n) {
    if (value < Double.POSITIVE_INFINITY) {
      Vectors.clamp(gradient, n, (float) value);
    }
    if (norm < Double.POSITIVE_INFINITY) {
      double actual = Math.sqrt(Vectors.sumOfSquares(gradient, new Range(0, n)));
      if (actual > norm) {
        Vectors.scale(gradient, n, (float) (norm / actual));
      }
    }
  }
}
