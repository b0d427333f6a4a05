package dev.lockstep.spark.search.space;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A key of the configuration that a search gives values.
 *
 * @param when where it has one: otherwise the key is not given
 */
public record Parameter(String key, Domain domain, Optional<When> when) {
  /** That another parameter has one of some values. */
  public record When(String key, List<Object> values) {
    public When {
      values = List.copyOf(values);
    }

    boolean holds(Map<String, Object> parameters) {
      Object value = parameters.get(key);
      return value != null && values.contains(value);
    }
  }

  boolean applies(Map<String, Object> parameters) {
    return when.isEmpty() || when.get().holds(parameters);
  }
}
