package dev.lockstep.metric;

import dev.lockstep.linalg.Vectors;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link MetricSet} knows of some examples: the sums of its metrics one after the other, the
 * scores where these are ranked, and the same once more with every example counting once, where
 * that is asked for too. States of other examples are added to it.
 */
public final class MetricState {
  private final double[] sums;
  private final @Nullable ScoreTally scores;
  private final @Nullable MetricState unweighted;

  MetricState(double[] sums, @Nullable ScoreTally scores, @Nullable MetricState unweighted) {
    this.sums = sums;
    this.scores = scores;
    this.unweighted = unweighted;
  }

  /**
   * Adds the state of other examples. The same states added in the same order give the same bits.
   *
   * @throws IllegalArgumentException if it is one of other metrics
   */
  public void add(MetricState other) {
    if (sums.length != other.sums.length || (scores == null) != (other.scores == null)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a state of %d numbers cannot be added to one of %d",
              other.sums.length,
              sums.length));
    }
    Vectors.add(other.sums, sums);
    if (scores != null && other.scores != null) {
      scores.ranking(); // Whether it was one ranking before or several makes no difference then.
      scores.add(other.scores.ranking());
    }
    if (unweighted != null && other.unweighted != null) {
      unweighted.add(other.unweighted);
    }
  }

  /** The live array. */
  double[] sums() {
    return sums;
  }

  @Nullable ScoreTally scores() {
    return scores;
  }

  @Nullable MetricState unweighted() {
    return unweighted;
  }
}
