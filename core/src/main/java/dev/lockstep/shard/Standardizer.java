package dev.lockstep.shard;

/**
 * Brings a column to mean 0 and deviation 1 of the training split: (x - mean) / deviation, and 0
 * for a constant column.
 */
public record Standardizer(double mean, double deviation) implements Scaling {
  private static final Standardizer NONE = new Standardizer(0, 1);

  public Standardizer {
    if (!Double.isFinite(mean) || !(deviation >= 0 && Double.isFinite(deviation))) {
      throw new IllegalArgumentException(
          "mean and deviation must be finite, and the deviation at least 0: "
              + mean
              + ", "
              + deviation);
    }
  }

  /** Leaves values as they are. */
  public static Standardizer none() {
    return NONE;
  }

  /** From the moments of the training split. */
  public static Standardizer of(Moments moments) {
    return new Standardizer(moments.mean(), moments.deviation());
  }

  /** What {@link #linear} made y of, up to rounding; the mean, for a constant column. */
  public double invert(double y) {
    return y * deviation + mean;
  }

  @Override
  public Kind kind() {
    return equals(NONE) ? Kind.NONE : Kind.STANDARD;
  }

  @Override
  public double location() {
    return mean;
  }

  @Override
  public double scale() {
    return deviation;
  }
}
