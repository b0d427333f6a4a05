package dev.lockstep.metric;

import java.util.function.Consumer;

/**
 * The mean loss by weight, "loss"; absent without weight.
 *
 * <p>State: sum of w * L, sum of w.
 */
public record MeanLoss() implements Metric {
  @Override
  public int size() {
    return 2;
  }

  @Override
  public void accumulate(Predictions batch, double[] state, int offset) {
    state[offset] += batch.loss();
    state[offset + 1] += batch.totalWeight();
  }

  @Override
  public void report(double[] state, int offset, Consumer<Figure> report) {
    double weight = state[offset + 1];
    if (weight != 0) {
      report.accept(new Figure.Single(Measure.LOSS, state[offset] / weight));
    }
  }
}
