package dev.lockstep.metric;

import java.util.Optional;

/**
 * The threshold at which f1 or the accuracy of two classes is best. All that tell the scores apart
 * are tried: of neighbours the middle, or 0.5 if that lies between them. Of equally good ones the
 * nearest to 0.5 is taken.
 *
 * <p>Above 1,048,576 distinct scores, where {@link RankedScores} takes neighbours together, only
 * those between entries that do not overlap are tried; what is told of them is still exact.
 */
final class ThresholdSearch {
  private final RankedScores scores;
  private final Measure measure;
  private final double positives;
  private final double negatives;

  /** The best so far. */
  private Optional<Figure.BestThreshold> best = Optional.empty();

  private ThresholdSearch(RankedScores scores, Measure measure) {
    this.scores = scores;
    this.measure = measure;
    this.positives = scores.totalPositives();
    this.negatives = scores.totalNegatives();
  }

  /** Whether it can be searched for what is best for that measure. */
  static boolean isFor(Measure measure) {
    return measure == Measure.F1 || measure == Measure.ACCURACY;
  }

  /** The best threshold; none without scores. */
  static Optional<Figure.BestThreshold> best(RankedScores scores, Measure measure) {
    ThresholdSearch search = new ThresholdSearch(scores, measure);
    if (scores.size() > 0) {
      search.run();
    }
    return search.best;
  }

  private void run() {
    ScoreCuts.of(scores, this::consider);
  }

  /** A threshold of at least one score, and below another, if there is one. */
  private void consider(float from, float to, double tp, double fp) {
    double threshold = ScoreCuts.threshold(from, to);
    Figure.BestThreshold found = new Figure.BestThreshold(measure, threshold, value(tp, fp));
    if (best.isEmpty() || isBetter(found, best.get())) {
      best = Optional.of(found);
    }
  }

  private static boolean isBetter(Figure.BestThreshold found, Figure.BestThreshold than) {
    int order = Double.compare(found.value(), than.value());
    return order > 0
        || (order == 0
            && Math.abs(found.threshold() - Classes.EVEN)
                < Math.abs(than.threshold() - Classes.EVEN));
  }

  private double value(double tp, double fp) {
    double fn = positives - tp;
    return measure == Measure.F1
        ? Ratios.orZero(2 * tp, 2 * tp + fp + fn)
        : (tp + (negatives - fp)) / (positives + negatives);
  }
}
