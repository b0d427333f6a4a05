package dev.lockstep.spark.search.file;

import dev.lockstep.spark.config.file.Problems;
import dev.lockstep.spark.config.file.Suggestions;
import dev.lockstep.spark.config.key.Key;
import dev.lockstep.spark.config.key.Registry;
import dev.lockstep.spark.config.yaml.BadYaml;
import dev.lockstep.spark.config.yaml.ValueType;
import dev.lockstep.spark.config.yaml.YamlReader;
import dev.lockstep.spark.config.yaml.YamlValue;
import dev.lockstep.spark.search.space.Choice;
import dev.lockstep.spark.search.space.Domain;
import dev.lockstep.spark.search.space.Layers;
import dev.lockstep.spark.search.space.Numbers;
import dev.lockstep.spark.search.space.Parameter;
import dev.lockstep.spark.search.space.Parameter.When;
import dev.lockstep.spark.search.space.Scale;
import dev.lockstep.spark.search.space.Space;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a space: keys of the configuration with what each can be. */
final class SpaceReader {
  private static final String HIDDEN = "network.hidden";
  private static final String SCALE = "scale";
  private static final String FROM = "from";
  private static final String TO = "to";
  private static final String VALUES = "values";
  private static final String WHEN = "when";
  private static final String LAYERS = "layers";
  private static final String UNITS = "units";
  private static final String PREFIX = "space.";

  private static final ValueType<String> KIND = ValueType.choice(kinds(), kind -> kind);

  private final Problems problems;
  private final List<Parameter> parameters = new ArrayList<>();

  SpaceReader(Problems problems) {
    this.problems = problems;
  }

  private static Map<String, String> kinds() {
    Map<String, String> kinds = new LinkedHashMap<>();
    for (String kind : List.of("linear", "log", "one_minus_log", "integer", "choice")) {
      kinds.put(kind, kind);
    }
    return kinds;
  }

  /** Reads it; where something is wrong, the problems have that. */
  Space read(YamlValue value) {
    Optional<List<YamlValue.Entry>> entries = value.entries();
    if (entries.isEmpty() || entries.get().isEmpty()) {
      problems.add(
          value.position(),
          "space",
          "found " + value.found() + "; allowed: standard, or a map of keys to what they can be");
    }
    entries.orElse(List.of()).forEach(this::add);
    return new Space(parameters);
  }

  private void add(YamlValue.Entry entry) {
    String name = entry.key().text().orElse(entry.key().found());
    Optional<Key<?>> key = Registry.key(name);
    if (key.isEmpty()) {
      problems.add(
          entry.key().position(), PREFIX + name, "unknown key; " + Suggestions.insteadOf(name));
      return;
    }
    Optional<String> obstacle = SearchableKeys.obstacle(name);
    if (obstacle.isPresent()) {
      problems.add(entry.key().position(), PREFIX + name, "cannot be searched: " + obstacle.get());
    } else if (parameters.stream().anyMatch(each -> each.key().equals(name))) {
      problems.add(entry.key().position(), PREFIX + name, "given twice");
    } else {
      parameter(key.get(), entry.value()).ifPresent(parameters::add);
    }
  }

  private Optional<Parameter> parameter(Key<?> key, YamlValue value) {
    boolean layers = key.name().equals(HIDDEN) && has(value, LAYERS);
    List<String> known =
        layers ? List.of(LAYERS, UNITS, WHEN) : List.of(SCALE, FROM, TO, VALUES, WHEN);
    Fields fields = Fields.of(PREFIX + key.name(), value, known, problems);
    Optional<? extends Domain> domain =
        layers
            ? layers(key, fields)
            : fields.value(VALUES).isPresent() || isChoice(fields)
                ? choice(key, fields)
                : numbers(key, value, fields);
    Optional<When> when = fields.value(WHEN).flatMap(given -> when(key, given));
    return domain.map(found -> new Parameter(key.name(), found, when));
  }

  private static boolean has(YamlValue map, String name) {
    return map.entries().orElse(List.of()).stream()
        .anyMatch(entry -> entry.key().text().equals(Optional.of(name)));
  }

  private static boolean isChoice(Fields fields) {
    return fields.value(SCALE).flatMap(YamlValue::text).equals(Optional.of("choice"));
  }

  private Optional<Choice> choice(Key<?> key, Fields fields) {
    fields
        .get(SCALE, KIND)
        .filter(kind -> !kind.equals("choice"))
        .ifPresent(kind -> fields.wrong(SCALE, "found " + kind + " with values; allowed: choice"));
    Optional<YamlValue> given = fields.value(VALUES);
    if (given.isEmpty()) {
      fields.missing(VALUES, "a list of values");
      return Optional.empty();
    }
    List<Object> values = values(key, given.get());
    try {
      return Optional.of(new Choice(values));
    } catch (IllegalArgumentException e) {
      fields.wrong(VALUES, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private List<Object> values(Key<?> key, YamlValue given) {
    List<Object> values = new ArrayList<>();
    for (YamlValue item : given.items().orElse(List.of())) {
      plain(key, PREFIX + key.name() + "." + VALUES, item).ifPresent(values::add);
    }
    return values;
  }

  /** A value of a key as YAML and JSON can hold it, if it may have that. */
  private <T> Optional<Object> plain(Key<T> key, String where, YamlValue value) {
    try {
      return Optional.of(key.type().plain().apply(key.type().parse(value)));
    } catch (BadYaml e) {
      problems.add(e.position(), where, e.problem());
      return Optional.empty();
    }
  }

  private Optional<Numbers> numbers(Key<?> key, YamlValue value, Fields fields) {
    if (value.entries().isEmpty()) {
      return Optional.empty();
    }
    Optional<String> kind = fields.require(SCALE, KIND);
    Optional<Double> from = bound(key, fields, FROM);
    Optional<Double> to = bound(key, fields, TO);
    if (kind.isEmpty() || from.isEmpty() || to.isEmpty()) {
      return Optional.empty();
    }
    boolean whole = kind.get().equals("integer") || !takesFractions(key);
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
  private Optional<Double> bound(Key<?> key, Fields fields, String name) {
    Optional<YamlValue> given = fields.value(name);
    if (given.isEmpty()) {
      fields.missing(name, key.type().allowed());
      return Optional.empty();
    }
    Optional<Object> plain = plain(key, PREFIX + key.name() + "." + name, given.get());
    if (plain.isPresent() && !(plain.get() instanceof Number)) {
      fields.wrong(name, "found " + given.get().found() + "; allowed: numbers, or values: [...]");
      return Optional.empty();
    }
    return plain.map(number -> ((Number) number).doubleValue());
  }

  private static boolean takesFractions(Key<?> key) {
    try {
      key.type().parse(YamlReader.option("0.5").orElseThrow());
      return true;
    } catch (BadYaml e) {
      return e.problem().isEmpty();
    }
  }

  private Optional<Layers> layers(Key<?> key, Fields fields) {
    String where = PREFIX + key.name() + ".";
    Optional<Numbers> count =
        fields.value(LAYERS).flatMap(given -> whole(where + LAYERS, given, 0, 100));
    Optional<YamlValue> units = fields.value(UNITS);
    if (units.isEmpty()) {
      fields.missing(UNITS, "{scale: log, from: N, to: N}");
    }
    Optional<Numbers> widths =
        units.flatMap(given -> whole(where + UNITS, given, 1, Integer.MAX_VALUE / 2));
    return count.isPresent() && widths.isPresent()
        ? Optional.of(new Layers(count.get(), widths.get()))
        : Optional.empty();
  }

  private Optional<Numbers> whole(String where, YamlValue value, int least, int most) {
    Fields fields = Fields.of(where, value, List.of(SCALE, FROM, TO), problems);
    if (value.entries().isEmpty()) {
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

  private Optional<When> when(Key<?> key, YamlValue given) {
    String where = PREFIX + key.name() + "." + WHEN;
    List<YamlValue.Entry> entries = given.entries().orElse(List.of());
    Optional<Parameter> other =
        entries.size() != 1
            ? Optional.empty()
            : parameters.stream()
                .filter(each -> entries.get(0).key().text().equals(Optional.of(each.key())))
                .filter(each -> each.domain() instanceof Choice)
                .findFirst();
    if (other.isEmpty()) {
      problems.add(
          given.position(),
          where,
          "found "
              + given.found()
              + "; allowed: {KEY: VALUE or [VALUES]} of a key with values above it in the space");
      return Optional.empty();
    }
    YamlValue condition = entries.get(0).value();
    List<Object> values = new ArrayList<>();
    for (YamlValue each : condition.items().orElse(List.of(condition))) {
      plain(Registry.key(other.get().key()).orElseThrow(), where, each).ifPresent(values::add);
    }
    return Optional.of(new When(other.get().key(), values));
  }
}
