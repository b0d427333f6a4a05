package dev.lockstep.spark.config.file;

import dev.lockstep.spark.config.key.Key;
import dev.lockstep.spark.config.key.Registry;
import dev.lockstep.spark.config.key.Values;
import dev.lockstep.spark.config.yaml.BadYaml;
import dev.lockstep.spark.config.yaml.YamlValue;
import java.util.Locale;
import java.util.Optional;

/** Gives every key that applies its value, the given one or the default. */
final class Resolver {
  private final GivenKeys given;
  private final Problems problems;
  private Values values = Values.empty();

  Resolver(GivenKeys given, Problems problems) {
    this.given = given;
    this.problems = problems;
  }

  /** The values of all keys that apply and are right; what is wrong goes to the problems. */
  Values resolve() {
    Registry.keys().forEach(this::resolve);
    return values;
  }

  private <T> void resolve(Key<T> key) {
    Optional<YamlValue> value = given.value(key.name());
    Optional<String> obstacle = obstacle(key);
    if (obstacle.isPresent()) {
      value.ifPresent(found -> problems.add(found.position(), key.name(), obstacle.get()));
    } else if (value.isPresent()) {
      checkExclusions(key);
      parse(key, value.get());
    } else if (!isExcluded(key)) {
      checkNotRequired(key);
      key.fallback().in(values).ifPresent(fallback -> values = values.with(key, fallback));
    }
  }

  /** Why the key means nothing beside what else is given, if so. */
  private Optional<String> obstacle(Key<?> key) {
    if (key.onlyWith().filter(other -> !given.has(other)).isPresent()) {
      return Optional.of("allowed only with " + key.onlyWith().get());
    }
    if (key.fallback() instanceof Key.ByChoice<?> byChoice) {
      return byChoice
          .choice(values)
          .filter(choice -> !byChoice.values().containsKey(choice))
          .map(
              choice ->
                  String.format(
                      Locale.ROOT,
                      "%s is %s, which does not take it; allowed with %s",
                      byChoice.chooser(),
                      choice,
                      String.join(", ", byChoice.values().keySet())));
    }
    return Optional.empty();
  }

  private void checkExclusions(Key<?> key) {
    for (String other : key.excludes()) {
      given
          .value(other)
          .ifPresent(
              excluded ->
                  problems.add(
                      given.position(key.name()),
                      key.name(),
                      String.format(
                          Locale.ROOT,
                          "cannot be given together with %s; leave one of them out",
                          excluded.position().with(other))));
    }
  }

  private <T> void parse(Key<T> key, YamlValue value) {
    try {
      values = values.with(key, key.type().parse(value));
    } catch (BadYaml e) {
      problems.add(e.position(), key.name(), e.problem());
    }
  }

  private boolean isExcluded(Key<?> key) {
    return Registry.keys()
        .anyMatch(other -> other.excludes().contains(key.name()) && given.has(other.name()));
  }

  private void checkNotRequired(Key<?> key) {
    if (key.fallback() instanceof Key.Required<?> required
        && required.unless().filter(given::has).isEmpty()) {
      String instead = required.unless().map(other -> ", or " + other).orElse("");
      problems.add(
          given.position(key.name()),
          key.name(),
          "missing; required: " + key.type().allowed() + instead);
    }
  }
}
