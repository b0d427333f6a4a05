package dev.lockstep.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Tells {@link Calibration}; nothing without weight.
 *
 * <p>State: for each bin, the number of examples with weight, their weight, sum of w * p, and the
 * weight of those for which it came true.
 *
 * @param classes how many there are, at least two
 */
record CalibrationBins(int classes) implements Metric {
  /** Over [0, 1]. */
  static final int BINS = 10;

  private static final int NUMBERS = 4;

  @Override
  public int size() {
    return NUMBERS * BINS;
  }

  @Override
  public void accumulate(Predictions batch, double[] state, int offset) {
    batch.checkOutputs(classes == 2 ? 1 : classes, classes);
    for (int r = 0; r < batch.rows(); r++) {
      double weight = batch.weight(r);
      if (weight != 0) {
        int asked = classes == 2 ? 1 : batch.predicted(r);
        double p = probability(batch, r, asked);
        boolean observed = Classes.actual(batch.targets(), r) == asked;
        int at = offset + NUMBERS * bin(p);
        state[at]++;
        state[at + 1] += weight;
        state[at + 2] += weight * p;
        state[at + 3] += observed ? weight : 0;
      }
    }
  }

  private double probability(Predictions batch, int row, int asked) {
    return classes == 2
        ? Classes.positiveProbability(batch.outputs(), row)
        : batch.outputs().get(row, asked);
  }

  /** Of a float, whose product with the number of bins is exact. */
  private static int bin(double p) {
    return Math.max(0, Math.min(BINS - 1, (int) (p * BINS)));
  }

  @Override
  public void report(double[] state, int offset, Consumer<Figure> report) {
    List<Calibration.Bin> bins = new ArrayList<>();
    double all = 0;
    double apart = 0;
    double farthest = 0;
    for (int b = 0; b < BINS; b++) {
      int at = offset + NUMBERS * b;
      double weight = state[at + 1];
      double gap = weight == 0 ? 0 : Math.abs(state[at + 3] - state[at + 2]);
      bins.add(bin(b, state, at));
      all += weight;
      apart += gap;
      farthest = Math.max(farthest, weight == 0 ? 0 : gap / weight);
    }
    if (all > 0) {
      report.accept(new Calibration(bins, apart / all, farthest));
    }
  }

  private static Calibration.Bin bin(int b, double[] state, int at) {
    double weight = state[at + 1];
    return new Calibration.Bin(
        (double) b / BINS,
        (b + 1.0) / BINS,
        (long) state[at],
        share(state[at + 2], weight),
        share(state[at + 3], weight));
  }

  private static OptionalDouble share(double part, double weight) {
    return weight == 0 ? OptionalDouble.empty() : OptionalDouble.of(part / weight);
  }
}
