package dev.lockstep.diagnosis;

import dev.lockstep.shard.QuantileSketch;
import java.util.Arrays;

/** Some values of a feature of numbers. */
public final class NumberSample {
  private static final int DECILES = 10;

  private final double[] values;
  private final double mean;
  private final double variance;

  /** Of at least one value, all of them finite. values: [n], not modified. */
  public NumberSample(double[] values) {
    this.values = values.clone();
    this.mean = Arrays.stream(values).sum() / values.length;
    this.variance =
        Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum()
            / Math.max(1, values.length - 1);
  }

  /** Number of values. */
  public int size() {
    return values.length;
  }

  public double mean() {
    return mean;
  }

  /** That of a sample, over size - 1. */
  public double variance() {
    return variance;
  }

  /** The nine values between the tenths, ascending and without repetition. */
  public double[] deciles() {
    QuantileSketch sketch = new QuantileSketch(values.length);
    sketch.addAll(values, values.length);
    double[] quantiles = sketch.quantiles(DECILES);
    return Arrays.stream(quantiles, 1, DECILES).distinct().toArray();
  }

  /**
   * How many values are below the first edge, on it, between it and the next, and so on: a bin for
   * each edge, as it may be a value that is very frequent, and a bin for each range between. Of a
   * continuous feature hardly any value is on an edge, and deciles make the usual ten bins.
   *
   * @param edges ascending
   */
  public long[] counts(double[] edges) {
    long[] counts = new long[2 * edges.length + 1];
    for (double value : values) {
      int at = Arrays.binarySearch(edges, value + 0.0); // -0.0 becomes 0.0
      counts[at >= 0 ? 2 * at + 1 : 2 * (-at - 1)]++;
    }
    return counts;
  }
}
