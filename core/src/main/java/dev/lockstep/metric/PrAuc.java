package dev.lockstep.metric;

/**
 * The area under the curve of precision over recall as average precision: the mean over the
 * positives of the precision among the examples that score at least as high. There is no
 * interpolation between thresholds, which would be too optimistic (Davis and Goadrich, 2006).
 */
public final class PrAuc {
  private PrAuc() {}

  /**
   * The area, with scores in one bin equal.
   *
   * @param state of a {@link ScoreHistogram}, from the offset
   * @return NaN if there are no positives
   */
  public static double area(double[] state, int offset) {
    double sum = 0;
    double tp = 0;
    double fp = 0;
    for (int b = ScoreHistogram.BINS - 1; b >= 0; b--) {
      double p = ScoreHistogram.positives(state, offset, b);
      tp += p;
      fp += ScoreHistogram.negatives(state, offset, b);
      sum += p * precision(tp, fp);
    }
    return sum / tp;
  }

  /**
   * How far the area can be from the one without bins. It is largest if in every bin the positives
   * score higher than the negatives and equal each other, and smaller than if every positive of a
   * bin were the first, below all negatives.
   *
   * @param state of a {@link ScoreHistogram}, from the offset
   * @return NaN if there are no positives
   */
  public static double errorBound(double[] state, int offset) {
    double above = 0;
    double below = 0;
    double tp = 0;
    double fp = 0;
    for (int b = ScoreHistogram.BINS - 1; b >= 0; b--) {
      double p = ScoreHistogram.positives(state, offset, b);
      double n = ScoreHistogram.negatives(state, offset, b);
      double assumed = precision(tp + p, fp + n);
      above += p * (precision(tp + p, fp) - assumed);
      below += p * (assumed - precision(tp, fp + n));
      tp += p;
      fp += n;
    }
    return Math.max(above, below) / tp;
  }

  /** tp / (tp + fp), and 1 where there is no false positive, whatever the weight of the true. */
  private static double precision(double tp, double fp) {
    return fp == 0 ? 1 : tp / (tp + fp);
  }
}
