package dev.lockstep.metric;

/**
 * The area under the receiver operating characteristic: the probability that a positive scores
 * higher than a negative, equal scores counting half (Hanley and McNeil, 1982).
 */
public final class RocAuc {
  private RocAuc() {}

  /**
   * The area, with scores in one bin equal.
   *
   * @param state of a {@link ScoreHistogram}, from the offset
   * @return NaN if a class has no weight
   */
  public static double area(double[] state, int offset) {
    double won = 0;
    double positives = 0;
    double negatives = 0;
    for (int b = 0; b < ScoreHistogram.BINS; b++) {
      double p = ScoreHistogram.positives(state, offset, b);
      double n = ScoreHistogram.negatives(state, offset, b);
      won += p * (negatives + n / 2);
      positives += p;
      negatives += n;
    }
    return won / (positives * negatives);
  }

  /**
   * How far the area can be from the one without bins: a pair in different bins is ordered as its
   * scores are, and a pair in the same bin is off by a half at most, so it is half the share of the
   * pairs that have a bin in common.
   *
   * @param state of a {@link ScoreHistogram}, from the offset
   * @return NaN if a class has no weight
   */
  public static double errorBound(double[] state, int offset) {
    double halves = 0;
    double positives = 0;
    double negatives = 0;
    for (int b = 0; b < ScoreHistogram.BINS; b++) {
      double p = ScoreHistogram.positives(state, offset, b);
      double n = ScoreHistogram.negatives(state, offset, b);
      halves += p * n / 2;
      positives += p;
      negatives += n;
    }
    return halves / (positives * negatives);
  }
}
