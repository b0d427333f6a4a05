package dev.lockstep.spark.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys that the file and the options --set give, by full name, with their values. */
final class GivenKeys {
  private final Path file;
  private final Problems problems;
  private final Map<String, YamlValue> values = new LinkedHashMap<>();

  private GivenKeys(Path file, Problems problems) {
    this.file = file;
    this.problems = problems;
  }

  /** Reads the file, then the options KEY=VALUE, of which the last of a key counts. */
  static GivenKeys read(Path file, List<String> options, Problems problems) {
    GivenKeys keys = new GivenKeys(file, problems);
    YamlReader reader = new YamlReader(problems);
    Optional<YamlValue> root = reader.file(file);
    if (root.flatMap(YamlValue::entries).isEmpty()) {
      root.ifPresent(keys::refuse);
      problems.throwIfAny();
    }
    root.flatMap(YamlValue::entries).ifPresent(all -> all.forEach(entry -> keys.add("", entry)));
    options.forEach(option -> keys.addOption(option, reader));
    keys.values.values().removeIf(YamlValue::isNull);
    return keys;
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  Optional<YamlValue> value(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** Where the key is given; the file as a whole, if it is not. */
  Place place(String key) {
    return value(key).map(YamlValue::place).orElse(Place.file(file.toString()));
  }

  private void refuse(YamlValue root) {
    problems.add(
        root.place(),
        "found " + root.found() + "; allowed: a map of sections: " + Suggestions.sections());
  }

  private void addOption(String option, YamlReader reader) {
    int equals = option.indexOf('=');
    if (equals < 1) {
      problems.add(Place.option(), YamlValue.shorten(option), "allowed: --set KEY=VALUE");
      return;
    }
    String name = option.substring(0, equals).strip();
    String text = option.substring(equals + 1);
    if (text.isBlank()) {
      text = "''";
    }
    reader.option(name, text, file).ifPresent(value -> add(name, value.place(), value));
  }

  private void add(String prefix, YamlValue.Entry entry) {
    Optional<String> name = entry.key().text();
    if (name.isEmpty()) {
      problems.add(entry.key().place(), "found " + entry.key().found() + " as a key");
    } else {
      add(prefix + name.get(), entry.key().place(), entry.value());
    }
  }

  private void add(String name, Place place, YamlValue value) {
    if (Registry.key(name).isPresent()) {
      YamlValue before = values.put(name, value);
      if (before != null && place.kind() != Place.Kind.OPTION) {
        problems.add(place, name, "given twice, before at " + before.place());
      }
    } else if (Registry.section(name).isPresent()) {
      addSection(Registry.section(name).get(), value);
    } else {
      problems.add(place, YamlValue.shorten(name), "unknown key; " + Suggestions.insteadOf(name));
    }
  }

  private void addSection(Section section, YamlValue value) {
    Optional<List<YamlValue.Entry>> entries = value.entries();
    if (entries.isPresent()) {
      entries.get().forEach(entry -> add(section.name() + ".", entry));
    } else if (!value.isEmpty() && !value.isNull()) {
      problems.add(
          value.place(),
          section.name(),
          "found " + value.found() + "; " + Suggestions.insteadOfValueOf(section));
    }
  }
}
