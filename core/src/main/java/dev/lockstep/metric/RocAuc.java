package dev.lockstep.metric;

import org.jspecify.annotations.Nullable;

/**
 * The area under the receiver operating characteristic: the probability that a positive scores
 * higher than a negative, equal scores counting half (Hanley and McNeil, 1982).
 */
final class RocAuc {
  private RocAuc() {}

  /**
   * The area; both classes have weight.
   *
   * @param ranks of the scores if entries may overlap, or null if each is one score
   */
  static Bounded of(RankedScores scores, @Nullable Ranks ranks) {
    return ranks == null ? exact(scores) : bounded(scores, ranks);
  }

  private static Bounded exact(RankedScores scores) {
    double won = 0;
    double positives = 0;
    double negatives = 0;
    for (int i = 0; i < scores.size(); i++) {
      won += scores.positives(i) * (negatives + scores.negatives(i) / 2);
      positives += scores.positives(i);
      negatives += scores.negatives(i);
    }
    return new Bounded(won / (positives * negatives), 0);
  }

  /** A pair of entries that overlap counts from not at all to wholly. */
  private static Bounded bounded(RankedScores scores, Ranks ranks) {
    double negatives = scores.totalNegatives();
    double least = 0;
    double most = 0;
    for (int i = 0; i < scores.size(); i++) {
      double equal = scores.isExact(i) ? scores.negatives(i) / 2 : 0;
      least += scores.positives(i) * (negatives - ranks.negativesFrom(i) + equal);
      most += scores.positives(i) * (negatives - ranks.negativesAbove(i) - equal);
    }
    double pairs = scores.totalPositives() * negatives;
    return Bounded.between(least / pairs, most / pairs);
  }
}
