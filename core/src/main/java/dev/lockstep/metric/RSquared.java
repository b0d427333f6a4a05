package dev.lockstep.metric;

import java.util.function.Consumer;

/**
 * The coefficient of determination, "r2": 1 - sum w (y - prediction)^2 / sum w (y - mean)^2, the
 * plain mean over several outputs; absent without weight. As in scikit-learn, an output whose
 * targets are constant has 1 if it is predicted exactly, else 0.
 *
 * <p>The second sum is one of squares less a square, whose digits cancel if the mean is far from 0
 * in units of the deviation. So sums are taken of the distance from a centre, any number near the
 * mean: the mean of the training split, say. Without it (0), a mean of 1,000 deviations leaves some
 * 8 digits. Targets that deviate by less than a millionth of their distance from the centre count
 * as constant.
 *
 * <p>State: sum of w; for each output, sum of w (y - prediction)^2, sum of w (y - centre), sum of w
 * (y - centre)^2.
 */
public final class RSquared implements Metric {
  private static final long serialVersionUID = 1;

  /** The share of a sum of squares below which rounding cannot be told from deviation. */
  private static final double CONSTANT = 0x1p-40;

  private final double[] centres;

  /**
   * A metric for as many outputs as there are centres.
   *
   * @param centres a finite number near the mean of each target
   */
  public RSquared(double[] centres) {
    if (centres.length == 0) {
      throw new IllegalArgumentException("a regression needs at least 1 output, not 0");
    }
    for (double centre : centres) {
      if (!Double.isFinite(centre)) {
        throw new IllegalArgumentException("a target's centre must be finite, not " + centre);
      }
    }
    this.centres = centres.clone();
  }

  @Override
  public int size() {
    return 1 + 3 * centres.length;
  }

  @Override
  public void accumulate(Predictions batch, double[] state, int offset) {
    batch.checkOutputs(centres.length, centres.length);
    state[offset] += batch.totalWeight();
    for (int c = 0; c < centres.length; c++) {
      accumulateOutput(c, batch, state, offset + 1 + 3 * c);
    }
  }

  /** Batches are summed apart, so that rounding grows with their number, not the examples'. */
  private void accumulateOutput(int c, Predictions batch, double[] state, int offset) {
    double residual = 0;
    double distance = 0;
    double squares = 0;
    for (int r = 0; r < batch.rows(); r++) {
      double weight = batch.weight(r);
      double target = batch.targets().get(r, c);
      double error = target - batch.outputs().get(r, c);
      double centred = target - centres[c];
      residual += weight * error * error;
      distance += weight * centred;
      squares += weight * centred * centred;
    }
    state[offset] += residual;
    state[offset + 1] += distance;
    state[offset + 2] += squares;
  }

  @Override
  public void report(double[] state, int offset, Consumer<Figure> report) {
    double weight = state[offset];
    double sum = 0;
    for (int c = 0; c < centres.length; c++) {
      sum += ofOutput(weight, state, offset + 1 + 3 * c);
    }
    if (weight > 0) {
      report.accept(new Figure.Single(Measure.R2, sum / centres.length));
    }
  }

  private static double ofOutput(double weight, double[] state, int offset) {
    double residual = state[offset];
    double distance = state[offset + 1];
    double squares = state[offset + 2];
    double total = squares - distance * distance / weight;
    if (total <= squares * CONSTANT) {
      return residual == 0 ? 1 : 0;
    }
    return 1 - residual / total;
  }
}
