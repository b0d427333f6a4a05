package dev.lockstep.shard;

/**
 * Brings a column to [0, 1], by the least and the greatest value of the training split: (x - min) /
 * (max - min), and 0 for a constant column. Values beyond these two leave [0, 1].
 */
public record MinMaxScaler(double min, double max) implements Scaling {
  public MinMaxScaler {
    if (!Double.isFinite(min) || !Double.isFinite(max) || min > max) {
      throw new IllegalArgumentException(
          "min and max must be finite, and min at most max: " + min + ", " + max);
    }
  }

  /** From the values of the training split. */
  public static MinMaxScaler of(QuantileSketch values) {
    return new MinMaxScaler(values.least(), values.greatest());
  }

  @Override
  public Kind kind() {
    return Kind.MIN_MAX;
  }

  @Override
  public double location() {
    return min;
  }

  @Override
  public double scale() {
    return max - min;
  }
}
