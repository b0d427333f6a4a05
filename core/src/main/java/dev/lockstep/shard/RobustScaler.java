package dev.lockstep.shard;

/**
 * Brings a column to median 0 and a distance of 1 between its quartiles, and clips that smoothly to
 * (-3, 3), so that a few values far out neither squeeze nor stretch the others: z / sqrt(1 +
 * (z/3)^2) with z = (x - median) / scale, and 0 for a constant column.
 *
 * <p>Holzmueller, Grinsztajn, Steinwart, "Better by default: strong pre-tuned MLPs and boosted
 * trees on tabular data", 2024, whose rule for a column with equal quartiles {@link #of} takes.
 */
public record RobustScaler(double median, double scale) implements Scaling {
  /** What no scaled value reaches. */
  public static final double BOUND = 3;

  public RobustScaler {
    if (!Double.isFinite(median) || !(scale >= 0 && Double.isFinite(scale))) {
      throw new IllegalArgumentException(
          "median and scale must be finite, and the scale at least 0: " + median + ", " + scale);
    }
  }

  /**
   * From the values of the training split. The scale is the distance of the quartiles; where these
   * are equal, half the distance of the least and the greatest value.
   */
  public static RobustScaler of(QuantileSketch values) {
    double[] quartiles = values.quantiles(4);
    double middle = quartiles[3] - quartiles[1];
    double half = (quartiles[4] - quartiles[0]) / 2;
    return new RobustScaler(quartiles[2], middle > 0 ? middle : half);
  }

  @Override
  public Kind kind() {
    return Kind.ROBUST;
  }

  @Override
  public double location() {
    return median;
  }

  @Override
  public float clip(float z) {
    return clipped(z);
  }

  /** A loop of its own, which the compiler vectorizes. */
  @Override
  public void clipAll(double[] values, int n) {
    for (int i = 0; i < n; i++) {
      double third = values[i] / BOUND;
      values[i] = values[i] / Math.sqrt(1 + third * third);
    }
  }

  /** z / sqrt(1 + (z/3)^2). */
  static float clipped(float z) {
    double third = z / BOUND;
    return (float) (z / Math.sqrt(1 + third * third));
  }
}
