package dev.lockstep.spark.config.yaml;

/** The numbers that are allowed: from low to high, bounds included or not. */
public record Interval(double low, boolean lowIncluded, double high, boolean highIncluded) {
  /** All that is finite. */
  public static final Interval ALL =
      new Interval(Double.NEGATIVE_INFINITY, false, Double.POSITIVE_INFINITY, false);

  public static Interval atLeast(double low) {
    return new Interval(low, true, Double.POSITIVE_INFINITY, false);
  }

  public static Interval above(double low) {
    return new Interval(low, false, Double.POSITIVE_INFINITY, false);
  }

  /** [low, high). */
  public static Interval halfOpen(double low, double high) {
    return new Interval(low, true, high, false);
  }

  /** (low, high]. */
  public static Interval halfOpenBelow(double low, double high) {
    return new Interval(low, false, high, true);
  }

  /** (low, high). */
  public static Interval open(double low, double high) {
    return new Interval(low, false, high, false);
  }

  boolean contains(double number) {
    return (lowIncluded ? number >= low : number > low)
        && (highIncluded ? number <= high : number < high);
  }

  @Override
  public String toString() {
    if (equals(ALL)) {
      return "that is finite";
    }
    if (high == Double.POSITIVE_INFINITY) {
      return (lowIncluded ? "of at least " : "above ") + show(low);
    }
    return "in "
        + (lowIncluded ? "[" : "(")
        + show(low)
        + ", "
        + show(high)
        + (highIncluded ? "]" : ")");
  }

  private static String show(double bound) {
    return bound == Math.rint(bound) ? String.valueOf((long) bound) : String.valueOf(bound);
  }
}
