package dev.lockstep.metric;

/**
 * "macro_f1" as the {@link ConfusionMatrix} gives it, without the matrix: three numbers for each
 * class, where that needs as many as there are classes.
 *
 * <p>State: for each class, the weight of the examples that truly are and are predicted to be of
 * it, of those that are, of those that are predicted to be.
 */
public record MacroF1(int classes) implements Metric {
  private static final int NUMBERS = 3;

  public MacroF1 {
    if (classes < 2 || (long) NUMBERS * classes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("macro_f1 needs at least 2 classes, not " + classes);
    }
  }

  @Override
  public int size() {
    return NUMBERS * classes;
  }

  @Override
  public void accumulate(Predictions batch, double[] state, int offset) {
    batch.checkOutputs(classes, classes);
    for (int r = 0; r < batch.rows(); r++) {
      int actual = Classes.actual(batch.targets(), r, classes);
      int predicted = Classes.predicted(batch.outputs(), r);
      double weight = batch.weight(r);
      if (actual == predicted) {
        state[offset + NUMBERS * actual] += weight;
      }
      state[offset + NUMBERS * actual + 1] += weight;
      state[offset + NUMBERS * predicted + 2] += weight;
    }
  }

  @Override
  public void report(double[] state, int offset, MetricReport report) {
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      int at = offset + NUMBERS * k;
      sum += Ratios.orZero(2 * state[at], state[at + 1] + state[at + 2]);
    }
    report.put("macro_f1", sum / classes);
  }
}
