package dev.lockstep.metric;

import java.util.function.Consumer;

/**
 * "roc_auc" and "pr_auc": the areas under curves over all thresholds of the predicted probability
 * of class 1 of two, as scikit-learn computes them, and the {@link Curves} themselves, all absent
 * while a class has no weight.
 *
 * <p>They are exact while a split has no more than 1,048,576 distinct float32 probabilities. Of
 * more, neighbours are taken together, and "roc_auc_error_bound" and "pr_auc_error_bound" tell how
 * far the areas can be from the exact ones.
 */
final class RankedAreas {
  private RankedAreas() {}

  static void accumulate(Predictions batch, ScoreTally scores) {
    batch.checkOutputs(1, 2);
    for (int r = 0; r < batch.rows(); r++) {
      float score = Classes.positiveProbability(batch.outputs(), r);
      scores.add(score, Classes.actual(batch.targets(), r) == 1, batch.weights().get(r, 0));
    }
  }

  static void report(RankedScores scores, Consumer<Figure> report) {
    if (scores.totalPositives() > 0 && scores.totalNegatives() > 0) {
      Ranks ranks = Ranks.unlessExact(scores);
      Bounded roc = RocAuc.of(scores, ranks);
      Bounded pr = PrAuc.of(scores, ranks);
      report.accept(roc.as(Measure.ROC_AUC));
      report.accept(pr.as(Measure.PR_AUC));
      report.accept(RankedCurves.of(scores, roc.value(), pr.value()));
    }
  }
}
