package dev.lockstep.spark.report.progress;

import java.util.LinkedHashMap;
import java.util.Map;

/** The losses of some steps in a row: their mean, the least and the most. */
final class LossRange {
  private double sum;
  private double least;
  private double most;
  private long count;

  LossRange() {
    clear();
  }

  void add(double loss) {
    sum += loss;
    least = Math.min(least, loss);
    most = Math.max(most, loss);
    count++;
  }

  void clear() {
    sum = 0;
    least = Double.POSITIVE_INFINITY;
    most = Double.NEGATIVE_INFINITY;
    count = 0;
  }

  /** Of at least one step, ready for JSON. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("mean", sum / count);
    values.put("min", least);
    values.put("max", most);
    return values;
  }
}
