package dev.lockstep.spark.search.file;

import dev.lockstep.spark.config.file.Problems;
import dev.lockstep.spark.config.yaml.BadYaml;
import dev.lockstep.spark.config.yaml.Position;
import dev.lockstep.spark.config.yaml.YamlReader;
import dev.lockstep.spark.config.yaml.YamlValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The keys of a search's file, with what options put in their place. */
final class GivenFields {
  private static final String OVERRIDES = "overrides.";

  private final Fields root;
  private final Problems problems;
  private final Map<String, YamlValue> options = new LinkedHashMap<>();

  /** Values of options for the configuration, as they are written. */
  private final Map<String, String> overrides = new LinkedHashMap<>();

  private final Map<String, Fields> maps = new LinkedHashMap<>();

  GivenFields(Fields root, Problems problems) {
    this.root = root;
    this.problems = problems;
  }

  Fields root() {
    return root;
  }

  /** An option KEY=VALUE counts more than the file. */
  void override(String option) {
    int equals = option.indexOf('=');
    if (equals < 1) {
      problems.add(Position.option(), YamlValue.shorten(option), "allowed: --set KEY=VALUE");
      return;
    }
    String name = option.substring(0, equals).strip();
    String text = option.substring(equals + 1);
    if (name.startsWith(OVERRIDES)) {
      overrides.put(name.substring(OVERRIDES.length()), text);
      return;
    }
    try {
      Optional<YamlValue> value = YamlReader.option(text.isBlank() ? "''" : text);
      value.ifPresent(found -> put(name, found));
    } catch (BadYaml e) {
      problems.add(e.position(), name, e.problem());
    }
  }

  private void put(String name, YamlValue value) {
    if (SearchNames.ROOT.contains(name)) {
      root.put(name, value);
    } else if (SearchNames.NESTED.contains(name)) {
      options.put(name, value);
    } else {
      problems.add(Position.option(), name, "unknown key; " + SearchNames.insteadOf(name));
    }
  }

  /** The fields of a map that may be missing; what is wrong with their names is told once. */
  Fields map(String name, List<String> known) {
    return maps.computeIfAbsent(name, n -> read(name, known));
  }

  private Fields read(String name, List<String> known) {
    Fields fields =
        root.value(name)
            .map(value -> Fields.of(name, value, known, problems))
            .orElseGet(() -> Fields.none(name, root, problems));
    options.forEach(
        (key, value) -> {
          if (key.startsWith(name + ".")) {
            fields.put(key.substring(name.length() + 1), value);
          }
        });
    return fields;
  }

  /** Gives the entries of a map of keys to values, as YAML. */
  void each(String name, BiConsumer<String, String> use) {
    Map<String, String> all = new LinkedHashMap<>();
    for (YamlValue.Entry entry : entries(name)) {
      all.put(entry.key().text().orElse(entry.key().found()), entry.value().yaml());
    }
    all.putAll(overrides);
    all.forEach(use);
  }

  private List<YamlValue.Entry> entries(String name) {
    Optional<YamlValue> given = root.value(name);
    if (given.isPresent() && given.get().entries().isEmpty()) {
      root.wrong(name, "found " + given.get().found() + "; allowed: a map of keys to values");
    }
    return given.flatMap(YamlValue::entries).orElseGet(ArrayList::new);
  }
}
