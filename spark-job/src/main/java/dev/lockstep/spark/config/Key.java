package dev.lockstep.spark.config;

import java.util.List;
import java.util.Optional;

/**
 * The one declaration of a key of the configuration.
 *
 * @param name with the section, such as "training.epochs"
 * @param fallback what holds where the key is not given
 * @param meaning one sentence, for the table of keys; or a few
 * @param excludes names of the keys that cannot be given beside this one, nor have a default then
 * @param onlyWith the name of the key without which this one means nothing
 */
record Key<T>(
    String name,
    ValueType<T> type,
    Default<T> fallback,
    String meaning,
    List<String> excludes,
    Optional<String> onlyWith) {

  /** A required key. */
  static <T> Key<T> of(String name, ValueType<T> type, String meaning) {
    Default<T> required = new Default.Required<>(Optional.empty());
    return new Key<>(name, type, required, meaning, List.of(), Optional.empty());
  }

  /** With a default. */
  Key<T> or(T value) {
    return or(new Default.Fixed<>(value));
  }

  Key<T> or(Default<T> other) {
    return new Key<>(name, type, other, meaning, excludes, onlyWith);
  }

  /** Not required, without a default. */
  Key<T> optional() {
    return or(new Default.Absent<>());
  }

  Key<T> excluding(String... others) {
    return new Key<>(name, type, fallback, meaning, List.of(others), onlyWith);
  }

  Key<T> onlyWith(String other) {
    return new Key<>(name, type, fallback, meaning, excludes, Optional.of(other));
  }

  /** The name within its section. */
  String shortName() {
    return name.substring(name.indexOf('.') + 1);
  }
}
