package dev.lockstep.spark.search.file;

import dev.lockstep.spark.config.file.Problems;
import dev.lockstep.spark.config.yaml.BadYaml;
import dev.lockstep.spark.config.yaml.ValueType;
import dev.lockstep.spark.config.yaml.YamlValue;
import dev.lockstep.spark.words.Nearest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A map in YAML whose names are known beforehand; what is wrong with it goes to the problems. */
final class Fields {
  private final String prefix;
  private final YamlValue whole;
  private final Problems problems;
  private final Map<String, YamlValue> values = new LinkedHashMap<>();

  private Fields(String prefix, YamlValue whole, Problems problems) {
    this.prefix = prefix;
    this.whole = whole;
    this.problems = problems;
  }

  /**
   * Those of a map.
   *
   * @param name of the map, empty for the whole file
   * @param known the names that it may have
   */
  static Fields of(String name, YamlValue map, List<String> known, Problems problems) {
    Fields fields = new Fields(name.isEmpty() ? "" : name + ".", map, problems);
    Optional<List<YamlValue.Entry>> entries = map.entries();
    if (entries.isEmpty()) {
      problems.add(
          map.position(),
          name,
          "found " + map.found() + "; allowed: a map with keys " + String.join(", ", known));
    }
    entries.orElse(List.of()).forEach(entry -> fields.add(entry, known));
    return fields;
  }

  /** None, within others. */
  static Fields none(String name, Fields within, Problems problems) {
    return new Fields(name + ".", within.whole, problems);
  }

  private void add(YamlValue.Entry entry, List<String> known) {
    String name = entry.key().text().orElse(entry.key().found());
    if (!known.contains(name)) {
      String near =
          Nearest.of(name, known.stream())
              .map(found -> "did you mean " + prefix + found + "?")
              .orElseGet(() -> "allowed: " + String.join(", ", known));
      problems.add(entry.key().position(), prefix + name, "unknown key; " + near);
    } else if (values.put(name, entry.value()) != null) {
      problems.add(entry.key().position(), prefix + name, "given twice");
    }
  }

  /** Puts a value in the place of what is given. */
  void put(String name, YamlValue value) {
    values.put(name, value);
  }

  /** What is given. */
  Optional<YamlValue> value(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isNull());
  }

  /** A value of that type, if there is one, and it is right. */
  <T> Optional<T> get(String name, ValueType<T> type) {
    Optional<YamlValue> given = value(name);
    if (given.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(type.parse(given.get()));
    } catch (BadYaml e) {
      problems.add(e.position(), prefix + name, e.problem());
      return Optional.empty();
    }
  }

  /** The same, where one must be given. */
  <T> Optional<T> require(String name, ValueType<T> type) {
    if (value(name).isEmpty()) {
      missing(name, type.allowed());
    }
    return get(name, type);
  }

  /** Says that a value must be given, and is not. */
  void missing(String name, String allowed) {
    problems.add(whole.position(), prefix + name, "missing; required: " + allowed);
  }

  /** Says what is wrong with a value, or with the map if that is not given. */
  void wrong(String name, String problem) {
    problems.add(value(name).orElse(whole).position(), prefix + name, problem);
  }
}
