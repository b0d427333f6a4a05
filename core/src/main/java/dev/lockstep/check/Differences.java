package dev.lockstep.check;

import dev.lockstep.reference.Evaluation;
import dev.lockstep.reference.Objective;
import java.util.OptionalDouble;

/**
 * Two-sided differences of an objective in float64: (J(p + e) - J(p - e)) / 2e for a parameter p.
 */
final class Differences {
  /** e. */
  static final double EPSILON = 1e-7;

  private final Objective objective;
  private final double[] values;

  /** At those values, [layout size], which are as they were after each call. */
  Differences(Objective objective, double[] values) {
    this.objective = objective;
    this.values = values;
  }

  /** That of the parameter at that index, if no activation has its corner in between. */
  OptionalDouble at(int index) {
    double value = values[index];
    double upper = value + EPSILON;
    double lower = value - EPSILON;
    Evaluation above = evaluate(index, upper);
    Evaluation below = evaluate(index, lower);
    values[index] = value;
    // What the sums have been rounded to, which is not 2e of a large parameter.
    return above.hasCornerBetween(below)
        ? OptionalDouble.empty()
        : OptionalDouble.of(above.minus(below) / (upper - lower));
  }

  private Evaluation evaluate(int index, double value) {
    values[index] = value;
    return objective.at(values);
  }
}
