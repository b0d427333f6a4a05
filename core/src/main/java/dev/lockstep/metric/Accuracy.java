package dev.lockstep.metric;

/**
 * The share of the weight that is classified rightly, "accuracy", and wrongly, "error"; absent
 * without weight.
 *
 * <p>State: weight of the right, weight of the wrong.
 */
public record Accuracy() implements Metric {
  @Override
  public int size() {
    return 2;
  }

  @Override
  public void accumulate(Predictions batch, double[] state, int offset) {
    for (int r = 0; r < batch.rows(); r++) {
      boolean right = Classes.predicted(batch.outputs(), r) == Classes.actual(batch.targets(), r);
      state[right ? offset : offset + 1] += batch.weight(r);
    }
  }

  @Override
  public void report(double[] state, int offset, MetricReport report) {
    double right = state[offset];
    double wrong = state[offset + 1];
    report.putRatio("accuracy", right, right + wrong);
    report.putRatio("error", wrong, right + wrong);
  }
}
