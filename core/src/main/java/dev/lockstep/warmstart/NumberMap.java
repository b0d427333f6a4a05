package dev.lockstep.warmstart;

import dev.lockstep.feature.FeatureColumn.Numeric;
import dev.lockstep.feature.PiecewiseLinear;
import dev.lockstep.shard.Scaling;
import java.util.List;

/** The inputs that a column of numbers made, told by those that it makes now. */
record NumberMap(Numeric old, Numeric now) {
  /**
   * constant + the sum of factors[j] * now[first + j].
   *
   * @param factors not to be modified
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Affine(double constant, int first, double[] factors) {}

  /** Number of old inputs. */
  int width() {
    return old.width();
  }

  /** Of an old input. */
  Affine of(int input) {
    if (input == 0 && hasScaled(old) && hasScaled(now)) {
      return scaled(old.scaling(), now.scaling());
    }
    return now.encoding()
        .map(bins -> interpolated(input, bins))
        .orElseGet(() -> new Affine(at(now.scaling().location(), input), 0, new double[0]));
  }

  /** The scaled number before the clip of robust scaling. */
  static Affine scaled(Scaling old, Scaling now) {
    if (old.scale() == 0) {
      return new Affine(0, 0, new double[] {0});
    }
    double moved = (now.location() - old.location()) / old.scale();
    return new Affine(moved, 0, new double[] {now.scale() / old.scale()});
  }

  /** Exact at the edges of the bins, as the fill levels up to an edge are 1 there, and others 0. */
  private Affine interpolated(int input, PiecewiseLinear bins) {
    List<Double> edges = bins.edges();
    double[] factors = new double[bins.bins()];
    double first = at(edges.get(0), input);
    double low = first;
    for (int i = 0; i < factors.length; i++) {
      double high = at(edges.get(i + 1), input);
      factors[i] = high - low;
      low = high;
    }
    return new Affine(first, bins.scaled() ? 1 : 0, factors);
  }

  private double at(double value, int input) {
    return ColumnInputs.of(old, value)[input];
  }

  private static boolean hasScaled(Numeric column) {
    return column.encoding().map(PiecewiseLinear::scaled).orElse(true);
  }
}
