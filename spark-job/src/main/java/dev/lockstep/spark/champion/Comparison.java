package dev.lockstep.spark.champion;

import dev.lockstep.metric.Measure;
import java.util.List;

/**
 * What a comparison has found.
 *
 * @param rows of the test split that both could predict
 * @param figures of all of them
 * @param lower end of the 95% interval of the improvement
 * @param upper end of that interval
 */
public record Comparison(
    Measure measure, long rows, Pair figures, double lower, double upper, List<Slice> slices) {
  /** The rows with the same value in a column. */
  public record Slice(String column, String value, long rows, Pair figures) {}

  public Comparison {
    slices = List.copyOf(slices);
  }

  /** By how much the challenger is better: above 0 if it is. */
  public double improvement() {
    return figures.improvement(measure);
  }
}
