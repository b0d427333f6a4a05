package dev.lockstep.spark.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Typed values by the names of their keys; a key that does not apply has none. */
record Values(Map<String, Object> byName) {
  Values {
    byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
  }

  static Values empty() {
    return new Values(Map.of());
  }

  /** These and one more: the only way in, so that a value has its key's type. */
  <T> Values with(Key<T> key, T value) {
    Map<String, Object> more = new LinkedHashMap<>(byName);
    more.put(key.name(), value);
    return new Values(more);
  }

  boolean has(String name) {
    return byName.containsKey(name);
  }

  <T> T get(Key<T> key) {
    return find(key).orElseThrow(() -> new IllegalStateException(key.name() + " has no value"));
  }

  @SuppressWarnings("unchecked")
  <T> Optional<T> find(Key<T> key) {
    return Optional.ofNullable((T) byName.get(key.name()));
  }

  /** The value as YAML can hold it. */
  <T> Optional<Object> plain(Key<T> key) {
    return find(key).map(key.type().plain());
  }
}
