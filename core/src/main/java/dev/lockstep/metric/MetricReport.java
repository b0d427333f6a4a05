package dev.lockstep.metric;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The figures of an evaluation by name, in the order the metrics give them: a Double each, or a
 * list of lists for a matrix. A figure that is undefined, as the mean over no examples, is absent.
 */
public final class MetricReport {
  private final Map<String, Object> values = new LinkedHashMap<>();

  /** Adds a figure. */
  public void put(String name, Object value) {
    values.put(name, value);
  }

  /** Adds the figure numerator / denominator, or none if the denominator is 0. */
  public void putRatio(String name, double numerator, double denominator) {
    if (denominator != 0) {
      put(name, numerator / denominator);
    }
  }

  /** All figures, ready for JSON. */
  public Map<String, Object> values() {
    return values;
  }

  /** All figures on one line, numbers with 4 decimals: loss 0.3087, accuracy 0.8581. */
  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(figure -> figure.getKey() + " " + shown(figure.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String shown(Object value) {
    return value instanceof Double number && (number == 0 || Math.abs(number) >= 1e-3)
        ? String.format(Locale.ROOT, Math.abs(number) < 1e4 ? "%.4f" : "%.4g", number)
        : value.toString();
  }
}
