package dev.lockstep.metric;

import java.util.function.Consumer;

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
      boolean right = batch.predicted(r) == Classes.actual(batch.targets(), r);
      state[right ? offset : offset + 1] += batch.weight(r);
    }
  }

  @Override
  public void report(double[] state, int offset, Consumer<Figure> report) {
    double right = state[offset];
    double wrong = state[offset + 1];
    if (right + wrong != 0) {
      report.accept(new Figure.Single(Measure.ACCURACY, right / (right + wrong)));
      report.accept(new Figure.Single(Measure.ERROR, wrong / (right + wrong)));
    }
  }
}
