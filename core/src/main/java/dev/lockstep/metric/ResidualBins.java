package dev.lockstep.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells {@link Residuals}; nothing without weight, nor of more than {@link #MOST_TARGETS} labels.
 *
 * <p>Examples with weight are counted in bins that follow the magnitude of the residual, 16 from
 * each power of 2 to the next. The report puts them together to bins of equal width, a power of 2,
 * whose edges are all among theirs, so that no example is in a wrong one.
 *
 * <p>State: for each label, sum of w, of w * r, of w * r^2, and {@link ResidualHistogram#SIZE}
 * counts.
 */
final class ResidualBins implements Metric {
  private static final long serialVersionUID = 1;

  /** Counts for more labels than that would be large. */
  static final int MOST_TARGETS = 8;

  private static final int SUMS = 3;
  private static final int NUMBERS = SUMS + ResidualHistogram.SIZE;

  private final double[] units;

  /**
   * For as many labels as there are units.
   *
   * @param units how many of the label's units 1 of each output is
   */
  ResidualBins(double[] units) {
    this.units = units.clone();
  }

  @Override
  public int size() {
    return units.length > MOST_TARGETS ? 0 : NUMBERS * units.length;
  }

  @Override
  public void accumulate(Predictions batch, double[] state, int offset) {
    batch.checkOutputs(units.length, units.length);
    for (int c = 0; c < units.length && size() > 0; c++) {
      accumulateTarget(c, batch, state, offset + NUMBERS * c);
    }
  }

  private void accumulateTarget(int c, Predictions batch, double[] state, int offset) {
    for (int r = 0; r < batch.rows(); r++) {
      double weight = batch.weight(r);
      if (weight != 0) {
        double error = (double) batch.targets().get(r, c) - batch.outputs().get(r, c);
        double residual = units[c] * error;
        state[offset] += weight;
        state[offset + 1] += weight * residual;
        state[offset + 2] += weight * residual * residual;
        state[offset + SUMS + ResidualHistogram.bin(residual)]++;
      }
    }
  }

  @Override
  public void report(double[] state, int offset, Consumer<Figure> report) {
    List<Residuals.OfTarget> targets = new ArrayList<>();
    for (int at = offset; at < offset + size(); at += NUMBERS) {
      double mean = state[at + 1] / state[at];
      double variance = state[at + 2] / state[at] - mean * mean;
      if (!Double.isFinite(variance)) {
        return;
      }
      ResidualHistogram counts = new ResidualHistogram(state, at + SUMS);
      targets.add(counts.told(mean, Math.sqrt(Math.max(0, variance))));
    }
    if (!targets.isEmpty()) {
      report.accept(new Residuals(targets));
    }
  }
}
