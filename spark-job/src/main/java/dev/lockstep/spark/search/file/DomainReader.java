package dev.lockstep.spark.search.file;

import dev.lockstep.spark.config.file.Problems;
import dev.lockstep.spark.config.key.Key;
import dev.lockstep.spark.config.yaml.BadYaml;
import dev.lockstep.spark.config.yaml.ValueType;
import dev.lockstep.spark.config.yaml.YamlReader;
import dev.lockstep.spark.config.yaml.YamlValue;
import dev.lockstep.spark.search.space.Choice;
import dev.lockstep.spark.search.space.Domain;
import dev.lockstep.spark.search.space.Layers;
import dev.lockstep.spark.search.space.Numbers;
import dev.lockstep.spark.search.space.Scale;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what a key of a space can be. */
final class DomainReader {
  private static final String SCALE = "scale";
  private static final String FROM = "from";
  private static final String TO = "to";
  private static final String VALUES = "values";
  private static final String LAYERS = "layers";
  private static final String UNITS = "units";

  private static final ValueType<String> KIND = ValueType.choice(kinds(), kind -> kind);

  private final Key<?> key;
  private final YamlValue value;
  private final Problems problems;
  private final boolean layers;

  /** Of a key, from a map. */
  DomainReader(Key<?> key, YamlValue value, Problems problems) {
    this.key = key;
    this.value = value;
    this.problems = problems;
    this.layers = key.name().equals("network.hidden") && has(LAYERS);
  }

  private static Map<String, String> kinds() {
    Map<String, String> kinds = new LinkedHashMap<>();
    for (String kind : List.of("linear", "log", "one_minus_log", "integer", "choice")) {
      kinds.put(kind, kind);
    }
    return kinds;
  }

  private boolean has(String name) {
    return value.entries().orElse(List.of()).stream()
        .anyMatch(entry -> entry.key().text().equals(Optional.of(name)));
  }

  /** The names that the map may have. */
  List<String> names() {
    return layers ? List.of(LAYERS, UNITS) : List.of(SCALE, FROM, TO, VALUES);
  }

  /** Reads it; where something is wrong, the problems have that. */
  Optional<? extends Domain> read(Fields fields) {
    if (layers) {
      return layers(fields);
    }
    return fields.value(VALUES).isPresent() || isChoice(fields) ? choice(fields) : numbers(fields);
  }

  private static boolean isChoice(Fields fields) {
    return fields.value(SCALE).flatMap(YamlValue::text).equals(Optional.of("choice"));
  }

  private String where(String name) {
    return SpaceReader.PREFIX + key.name() + "." + name;
  }

  private Optional<Choice> choice(Fields fields) {
    fields
        .get(SCALE, KIND)
        .filter(kind -> !kind.equals("choice"))
        .ifPresent(kind -> fields.wrong(SCALE, "found " + kind + " with values; allowed: choice"));
    Optional<YamlValue> given = fields.value(VALUES);
    if (given.isEmpty()) {
      fields.missing(VALUES, "a list of values");
      return Optional.empty();
    }
    Optional<List<YamlValue>> items = given.get().items();
    if (items.isEmpty()) {
      fields.wrong(VALUES, "found " + given.get().found() + "; allowed: a list of values");
      return Optional.empty();
    }
    List<Object> values = plain(items.get());
    return values.size() < items.get().size() ? Optional.empty() : choice(values, fields);
  }

  private static Optional<Choice> choice(List<Object> values, Fields fields) {
    try {
      return Optional.of(new Choice(values));
    } catch (IllegalArgumentException e) {
      fields.wrong(VALUES, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private List<Object> plain(List<YamlValue> items) {
    List<Object> values = new ArrayList<>();
    items.forEach(item -> plain(key, where(VALUES), item, problems).ifPresent(values::add));
    return values;
  }

  /** A value of a key as YAML and JSON can hold it, if it may have that. */
  static <T> Optional<Object> plain(Key<T> key, String where, YamlValue value, Problems problems) {
    try {
      return Optional.of(key.type().plain().apply(key.type().parse(value)));
    } catch (BadYaml e) {
      problems.add(e.position(), where, e.problem());
      return Optional.empty();
    }
  }

  private Optional<Numbers> numbers(Fields fields) {
    if (value.entries().isEmpty()) {
      return Optional.empty();
    }
    Optional<String> kind = fields.require(SCALE, KIND);
    Optional<Double> from = bound(fields, FROM);
    Optional<Double> to = bound(fields, TO);
    if (kind.isEmpty() || from.isEmpty() || to.isEmpty()) {
      return Optional.empty();
    }
    boolean whole = kind.get().equals("integer") || !takesFractions();
    return numbers(kind.get(), from.get(), to.get(), whole, fields);
  }

  private static Optional<Numbers> numbers(
      String kind, double from, double to, boolean whole, Fields fields) {
    Scale scale =
        switch (kind) {
          case "log" -> Scale.LOG;
          case "one_minus_log" -> Scale.ONE_MINUS_LOG;
          default -> Scale.LINEAR;
        };
    try {
      return Optional.of(new Numbers(scale, from, to, whole));
    } catch (IllegalArgumentException e) {
      fields.wrong(FROM, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** A number that the key may be. */
  private Optional<Double> bound(Fields fields, String name) {
    Optional<YamlValue> given = fields.value(name);
    if (given.isEmpty()) {
      fields.missing(name, key.type().allowed());
      return Optional.empty();
    }
    Optional<Object> plain = plain(key, where(name), given.get(), problems);
    if (plain.isPresent() && !(plain.get() instanceof Number)) {
      fields.wrong(name, "found " + given.get().found() + "; allowed: numbers, or values: [...]");
      return Optional.empty();
    }
    return plain.map(number -> ((Number) number).doubleValue());
  }

  private boolean takesFractions() {
    try {
      key.type().parse(YamlReader.option("0.5").orElseThrow());
      return true;
    } catch (BadYaml e) {
      return e.problem().isEmpty();
    }
  }

  private Optional<Layers> layers(Fields fields) {
    Optional<Numbers> count = fields.value(LAYERS).flatMap(given -> whole(LAYERS, given, 0, 100));
    Optional<YamlValue> units = fields.value(UNITS);
    if (units.isEmpty()) {
      fields.missing(UNITS, "{scale: log, from: N, to: N}");
    }
    Optional<Numbers> widths =
        units.flatMap(given -> whole(UNITS, given, 1, Integer.MAX_VALUE / 2));
    return count.isPresent() && widths.isPresent()
        ? Optional.of(new Layers(count.get(), widths.get()))
        : Optional.empty();
  }

  private Optional<Numbers> whole(String name, YamlValue given, int least, int most) {
    Fields fields = Fields.of(where(name), given, List.of(SCALE, FROM, TO), problems);
    if (given.entries().isEmpty()) {
      return Optional.empty();
    }
    String kind = fields.get(SCALE, KIND).orElse("integer");
    Optional<Integer> from = fields.require(FROM, ValueType.integer(least, most));
    Optional<Integer> to = fields.require(TO, ValueType.integer(least, most));
    if (kind.equals("choice") || kind.equals("one_minus_log")) {
      fields.wrong(SCALE, "found " + kind + "; allowed: integer, log");
      return Optional.empty();
    }
    return from.isPresent() && to.isPresent()
        ? numbers(kind, from.get(), to.get(), true, fields)
        : Optional.empty();
  }
}
