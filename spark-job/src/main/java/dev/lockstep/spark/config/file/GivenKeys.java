package dev.lockstep.spark.config.file;

import dev.lockstep.spark.config.key.Key;
import dev.lockstep.spark.config.key.Registry;
import dev.lockstep.spark.config.key.Section;
import dev.lockstep.spark.config.yaml.BadYaml;
import dev.lockstep.spark.config.yaml.Position;
import dev.lockstep.spark.config.yaml.YamlReader;
import dev.lockstep.spark.config.yaml.YamlValue;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

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
    try {
      sections(file).forEach(entry -> keys.add("", entry));
    } catch (BadYaml e) {
      problems.add(e.position(), e.problem());
      problems.throwIfAny();
    }
    options.forEach(keys::addOption);
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
  Position position(String key) {
    return value(key).map(YamlValue::position).orElse(Position.file(file.toString()));
  }

  private static List<YamlValue.Entry> sections(Path file) throws BadYaml {
    Optional<YamlValue> root = YamlReader.file(file);
    if (root.isEmpty()) {
      throw new BadYaml(
          Position.file(file.toString()),
          "the file is empty; a configuration needs at least " + required());
    }
    return root.get()
        .entries()
        .orElseThrow(
            () -> BadYaml.expected(root.get(), "a map of sections: " + Suggestions.sections()));
  }

  private static String required() {
    return Registry.keys()
        .filter(key -> key.fallback() instanceof Key.Required && key.onlyWith().isEmpty())
        .map(Key::name)
        .collect(Collectors.joining(", "));
  }

  private void addOption(String option) {
    int equals = option.indexOf('=');
    if (equals < 1) {
      problems.add(Position.option(), YamlValue.shorten(option), "allowed: --set KEY=VALUE");
      return;
    }
    String name = option.substring(0, equals).strip();
    String text = option.substring(equals + 1);
    if (text.isBlank()) {
      text = "''";
    }
    try {
      YamlReader.option(text, file).ifPresent(value -> add(name, value.position(), value));
    } catch (BadYaml e) {
      problems.add(e.position(), name, e.problem());
    }
  }

  private void add(String prefix, YamlValue.Entry entry) {
    Optional<String> name = entry.key().text();
    if (name.isEmpty()) {
      problems.add(entry.key().position(), "found " + entry.key().found() + " as a key");
    } else {
      add(prefix + name.get(), entry.key().position(), entry.value());
    }
  }

  private void add(String name, Position position, YamlValue value) {
    if (Registry.key(name).isPresent()) {
      YamlValue before = values.put(name, value);
      if (before != null && position.kind() != Position.Kind.OPTION) {
        problems.add(position, name, "given twice, before at " + before.position());
      }
    } else if (Registry.section(name).isPresent()) {
      addSection(Registry.section(name).get(), value);
    } else {
      problems.add(
          position, YamlValue.shorten(name), "unknown key; " + Suggestions.insteadOf(name));
    }
  }

  private void addSection(Section section, YamlValue value) {
    Optional<List<YamlValue.Entry>> entries = value.entries();
    if (entries.isPresent()) {
      entries.get().forEach(entry -> add(section.name() + ".", entry));
    } else if (!value.isEmpty() && !value.isNull()) {
      problems.add(
          value.position(),
          section.name(),
          "found " + value.found() + "; " + Suggestions.insteadOfValueOf(section));
    }
  }
}
