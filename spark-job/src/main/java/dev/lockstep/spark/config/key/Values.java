package dev.lockstep.spark.config.key;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Typed values by the names of their keys; a key that does not apply has none. */
public record Values(Map<String, Object> byName) {
  public Values {
    byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
  }

  public static Values empty() {
    return new Values(Map.of());
  }

  /** These and one more: the only way in, so that a value has its key's type. */
  public <T> Values with(Key<T> key, T value) {
    Map<String, Object> more = new LinkedHashMap<>(byName);
    more.put(key.name(), value);
    return new Values(more);
  }

  <T> T get(Key<T> key) {
    return find(key).orElseThrow(() -> new IllegalStateException(key.name() + " has no value"));
  }

  @SuppressWarnings("unchecked")
  public <T> Optional<T> find(Key<T> key) {
    return Optional.ofNullable((T) byName.get(key.name()));
  }

  /** The value as YAML can hold it. */
  <T> Optional<Object> plain(Key<T> key) {
    return find(key).map(key.type().plain());
  }
}
