package dev.lockstep.spark.config;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What holds where a key is not given. */
sealed interface Default<T> {
  /** The value, given the values of the keys before. */
  Optional<T> in(Values values);

  /** The key must be given, unless that other one is. */
  record Required<T>(Optional<String> unless) implements Default<T> {
    @Override
    public Optional<T> in(Values values) {
      return Optional.empty();
    }
  }

  /** The key has no value then. */
  record Absent<T>() implements Default<T> {
    @Override
    public Optional<T> in(Values values) {
      return Optional.empty();
    }
  }

  /** That value. */
  record Fixed<T>(T value) implements Default<T> {
    @Override
    public Optional<T> in(Values values) {
      return Optional.of(value);
    }
  }

  /**
   * The value that belongs to what another key chooses; with any other choice this key means
   * nothing and must not be given. Supplied late, because a choice's values may name this key.
   */
  record ByChoice<T>(String chooser, Supplier<Map<String, T>> supplier) implements Default<T> {
    Map<String, T> values() {
      return supplier.get();
    }

    /** What is chosen, unless that is a mistake. */
    Optional<String> choice(Values values) {
      return Optional.ofNullable(values.byName().get(chooser)).map(Object::toString);
    }

    @Override
    public Optional<T> in(Values values) {
      return choice(values).map(choice -> values().get(choice));
    }
  }
}
