package dev.lockstep.spark.config.key;

import dev.lockstep.spark.config.yaml.ValueType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The one declaration of a key of the configuration.
 *
 * @param name with the section, such as "training.epochs"
 * @param fallback what holds where the key is not given
 * @param meaning one sentence, for the table of keys; or a few
 * @param excludes names of the keys that cannot be given beside this one, nor have a default then
 * @param onlyWith the name of the key without which this one means nothing
 */
public record Key<T>(
    String name,
    ValueType<T> type,
    Default<T> fallback,
    String meaning,
    List<String> excludes,
    Optional<String> onlyWith) {

  /** What holds where a key is not given. */
  public sealed interface Default<T> {
    /** The value, given the values of the keys before. */
    Optional<T> in(Values values);
  }

  /** The key must be given, unless that other one is. */
  public record Required<T>(Optional<String> unless) implements Default<T> {
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
  public record ByChoice<T>(String chooser, Supplier<Map<String, T>> supplier)
      implements Default<T> {
    public Map<String, T> values() {
      return supplier.get();
    }

    /** What is chosen, unless that is a mistake. */
    public Optional<String> choice(Values values) {
      return Optional.ofNullable(values.byName().get(chooser)).map(Object::toString);
    }

    @Override
    public Optional<T> in(Values values) {
      return choice(values).map(choice -> values().get(choice));
    }
  }

  /** A required key. */
  static <T> Key<T> of(String name, ValueType<T> type, String meaning) {
    Default<T> required = new Required<>(Optional.empty());
    return new Key<>(name, type, required, meaning, List.of(), Optional.empty());
  }

  /** With a default. */
  Key<T> or(T value) {
    return or(new Fixed<>(value));
  }

  Key<T> or(Default<T> other) {
    return new Key<>(name, type, other, meaning, excludes, onlyWith);
  }

  /** Not required, without a default. */
  Key<T> optional() {
    return or(new Absent<>());
  }

  Key<T> excluding(String... others) {
    return new Key<>(name, type, fallback, meaning, List.of(others), onlyWith);
  }

  Key<T> onlyWith(String other) {
    return new Key<>(name, type, fallback, meaning, excludes, Optional.of(other));
  }

  /** The name within its section. */
  public String shortName() {
    return name.substring(name.indexOf('.') + 1);
  }
}
