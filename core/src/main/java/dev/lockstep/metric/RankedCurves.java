package dev.lockstep.metric;

import dev.lockstep.metric.CurvePoints.Area;

/**
 * The curves whose areas {@link RankedAreas} tells. All points are exact ones of the curve over all
 * thresholds; of more than {@link #MOST_POINTS} some are left out.
 */
final class RankedCurves {
  /** Points of a curve at most. */
  static final int MOST_POINTS = 200;

  /** Points that are looked at; more would not be told apart. */
  private static final int CANDIDATES = 2048;

  /** With the ends. */
  private static final int ROOM = CANDIDATES + 8;

  private final double positives;
  private final double negatives;
  private final CurvePoints roc = new CurvePoints(ROOM, Area.LINES);
  private final CurvePoints precisionRecall = new CurvePoints(ROOM, Area.STEPS);

  /** How far the curves may go, in either direction and in ranks, from one point to the next. */
  private final double step;

  private double last;
  private float from;
  private float to;
  private double tp;
  private double fp;
  private double at;
  private boolean pending;

  private RankedCurves(RankedScores scores) {
    double ofPositives = 0;
    double ofNegatives = 0;
    // In the order in which they are added for the points, of which the last has them all.
    for (int i = scores.size() - 1; i >= 0; i--) {
      ofPositives += scores.positives(i);
      ofNegatives += scores.negatives(i);
    }
    this.positives = ofPositives;
    this.negatives = ofNegatives;
    // A point and the next but one are farther apart than a step, and there are 3 to go.
    this.step = scores.size() < CANDIDATES ? 0 : 6.0 / CANDIDATES;
  }

  /** The curves; both classes have weight. */
  static Curves of(RankedScores scores, double rocArea, double prArea) {
    RankedCurves curves = new RankedCurves(scores);
    curves.roc.add(0, 0, 1);
    ScoreCuts.of(scores, curves::consider);
    curves.end();
    return new Curves(
        curves.roc.thinned(MOST_POINTS, rocArea),
        curves.precisionRecall.thinned(MOST_POINTS, prArea));
  }

  /** Keeps the one before, if this one is more than a step from the last that was kept. */
  private void consider(float lowest, float highest, double truePositives, double falsePositives) {
    if (truePositives + falsePositives == 0) {
      return;
    }
    double place = place(truePositives, falsePositives);
    if (pending && place - last > step) {
      keep();
    }
    from = lowest;
    to = highest;
    tp = truePositives;
    fp = falsePositives;
    at = place;
    pending = true;
  }

  /** Along the curves: the rates, and the rank by the logarithm, as the precision goes by it. */
  private double place(double truePositives, double falsePositives) {
    double all = positives + negatives;
    double rank = Math.log1p(truePositives + falsePositives) / Math.log1p(all);
    return truePositives / positives + falsePositives / negatives + rank;
  }

  private void keep() {
    add(ScoreCuts.threshold(from, to));
    last = at;
  }

  /** The last point is that of all examples, even of those that score 0. */
  private void end() {
    if (pending && (tp < positives || fp < negatives)) {
      keep();
    }
    tp = positives;
    fp = negatives;
    add(0);
  }

  private void add(double threshold) {
    roc.add(fp / negatives, tp / positives, threshold);
    precisionRecall.add(tp / positives, tp / (tp + fp), threshold);
  }
}
