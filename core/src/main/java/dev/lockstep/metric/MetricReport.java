package dev.lockstep.metric;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The figures of an evaluation by name, in the order the metrics give them: a Double each, or a
 * list of lists for a matrix.
 */
public final class MetricReport {
  private final Map<String, Object> values = new LinkedHashMap<>();

  /** Adds a figure. */
  public void put(String name, Object value) {
    values.put(name, value);
  }

  /** All figures, ready for JSON. */
  public Map<String, Object> values() {
    return values;
  }
}
