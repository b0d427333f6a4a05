package dev.lockstep.metric;

import java.util.function.Consumer;

/**
 * The root of the mean squared error, "rmse", and the mean absolute error, "mae", in the label's
 * unit: by weight, and the plain mean over several outputs; absent without weight.
 *
 * <p>State: sum of w; for each output, sum of w * e^2, sum of w * |e|.
 */
public final class RegressionError implements Metric {
  private static final long serialVersionUID = 1;

  private final double[] units;
  private final int outputs;

  /**
   * A metric for as many outputs as there are units.
   *
   * @param units how many of the label's units 1 of each output is: the deviation of a standardized
   *     target, otherwise 1
   */
  public RegressionError(double[] units) {
    if (units.length == 0) {
      throw new IllegalArgumentException("a regression needs at least 1 output, not 0");
    }
    this.units = units.clone();
    this.outputs = units.length;
  }

  @Override
  public int size() {
    return 1 + 2 * outputs;
  }

  @Override
  public void accumulate(Predictions batch, double[] state, int offset) {
    batch.checkOutputs(outputs, outputs);
    state[offset] += batch.totalWeight();
    for (int c = 0; c < outputs; c++) {
      accumulateOutput(c, batch, state, offset + 1 + 2 * c);
    }
  }

  private static void accumulateOutput(int c, Predictions batch, double[] state, int offset) {
    double squared = 0;
    double absolute = 0;
    for (int r = 0; r < batch.rows(); r++) {
      double error = (double) batch.outputs().get(r, c) - batch.targets().get(r, c);
      squared += batch.weight(r) * error * error;
      absolute += batch.weight(r) * Math.abs(error);
    }
    state[offset] += squared;
    state[offset + 1] += absolute;
  }

  @Override
  public void report(double[] state, int offset, Consumer<Figure> report) {
    double weight = state[offset];
    double rmse = 0;
    double mae = 0;
    for (int c = 0; c < outputs; c++) {
      rmse += units[c] * Math.sqrt(state[offset + 1 + 2 * c] / weight);
      mae += units[c] * (state[offset + 2 + 2 * c] / weight);
    }
    if (weight > 0) {
      report.accept(new Figure.Single(Measure.RMSE, rmse / outputs));
      report.accept(new Figure.Single(Measure.MAE, mae / outputs));
    }
  }
}
