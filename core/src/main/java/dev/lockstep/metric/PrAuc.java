package dev.lockstep.metric;

import org.jspecify.annotations.Nullable;

/**
 * The area under the curve of precision over recall as average precision: the mean over the
 * positives of the precision among the examples that score at least as high. There is no
 * interpolation between thresholds, which would be too optimistic (Davis and Goadrich, 2006).
 */
final class PrAuc {
  private PrAuc() {}

  /**
   * The area; the positives have weight.
   *
   * @param ranks of the scores if entries may overlap, or null if each is one score
   */
  static Bounded of(RankedScores scores, @Nullable Ranks ranks) {
    return ranks == null ? exact(scores) : bounded(scores, ranks);
  }

  private static Bounded exact(RankedScores scores) {
    double sum = 0;
    double tp = 0;
    double fp = 0;
    for (int i = scores.size() - 1; i >= 0; i--) {
      tp += scores.positives(i);
      fp += scores.negatives(i);
      sum += scores.positives(i) * precision(tp, fp);
    }
    return new Bounded(sum / tp, 0);
  }

  /**
   * At worst, all negatives that may be above are, no positives that need not be, and those of an
   * entry are found one after the other: the mean of a concave function is no less than that of its
   * ends.
   */
  private static Bounded bounded(RankedScores scores, Ranks ranks) {
    double least = 0;
    double most = 0;
    for (int i = 0; i < scores.size(); i++) {
      double own = scores.positives(i);
      if (own > 0) {
        double equal = scores.isExact(i) ? scores.negatives(i) : 0;
        most += own * precision(ranks.positivesFrom(i), ranks.negativesAbove(i) + equal);
        double tp = ranks.positivesAbove(i);
        double fp = ranks.negativesFrom(i);
        double first = scores.isExact(i) ? precision(tp + own, fp) : precision(tp, fp);
        least += own * (first + precision(tp + own, fp)) / 2;
      }
    }
    double positives = scores.totalPositives();
    return Bounded.between(least / positives, most / positives);
  }

  /** tp / (tp + fp), and 1 where there is no false positive, whatever the weight of the true. */
  private static double precision(double tp, double fp) {
    return fp == 0 ? 1 : tp / (tp + fp);
  }
}
