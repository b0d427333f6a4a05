package dev.lockstep.metric;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How class 1 of two is told by its probability.
 *
 * @param threshold that the probability must exceed
 * @param tuned the measure whose best threshold is searched for too, or null
 */
record Decision(double threshold, @Nullable Measure tuned) implements Serializable {
  /** The more probable class. */
  static final Decision EVEN = new Decision(Classes.EVEN, null);

  Decision {
    if (!(threshold > 0 && threshold < 1)) {
      throw new IllegalArgumentException("a threshold must lie in (0, 1), not " + threshold);
    }
    if (tuned != null && !ThresholdSearch.isFor(tuned)) {
      throw new IllegalArgumentException(
          "a threshold is tuned for f1 or accuracy, not for " + tuned);
    }
  }
}
