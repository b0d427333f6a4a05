package dev.lockstep.metric;

import java.util.function.Consumer;

/**
 * How well class 1 of two is found: "precision" tp / (tp + fp), "recall" tp / (tp + fn) and their
 * harmonic mean "f1". As in scikit-learn, 0 / 0 is 0: the precision if nothing is predicted
 * positive, the recall if nothing is.
 *
 * <p>State: weights of the true positives, false positives, false negatives and true negatives.
 */
public record PrecisionRecall() implements Metric {
  @Override
  public int size() {
    return 4;
  }

  @Override
  public void accumulate(Predictions batch, double[] state, int offset) {
    batch.checkOutputs(1, 2);
    for (int r = 0; r < batch.rows(); r++) {
      boolean predicted = batch.predicted(r) == 1;
      boolean actual = Classes.actual(batch.targets(), r) == 1;
      state[offset + (actual ? 0 : 1) + (predicted ? 0 : 2)] += batch.weight(r);
    }
  }

  @Override
  public void report(double[] state, int offset, Consumer<Figure> report) {
    double tp = state[offset];
    double fp = state[offset + 1];
    double fn = state[offset + 2];
    report.accept(new Figure.Single(Measure.PRECISION, Ratios.orZero(tp, tp + fp)));
    report.accept(new Figure.Single(Measure.RECALL, Ratios.orZero(tp, tp + fn)));
    report.accept(new Figure.Single(Measure.F1, Ratios.orZero(2 * tp, 2 * tp + fp + fn)));
  }
}
