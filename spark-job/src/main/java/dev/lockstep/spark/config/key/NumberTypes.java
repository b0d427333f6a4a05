package dev.lockstep.spark.config.key;

import static dev.lockstep.spark.config.yaml.ValueType.BOOLEAN;
import static dev.lockstep.spark.config.yaml.ValueType.TEXT;
import static dev.lockstep.spark.config.yaml.ValueType.TEXTS;
import static dev.lockstep.spark.config.yaml.ValueType.choice;
import static dev.lockstep.spark.config.yaml.ValueType.integer;

import dev.lockstep.shard.Scaling;
import dev.lockstep.spark.config.NumbersConfig.Encode;
import dev.lockstep.spark.config.NumbersConfig.PiecewiseLinear;
import dev.lockstep.spark.config.NumbersConfig.Scale;
import dev.lockstep.spark.config.yaml.BadYaml;
import dev.lockstep.spark.config.yaml.ValueType;
import dev.lockstep.spark.config.yaml.YamlValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is done with numbers, as values. */
final class NumberTypes {
  private static final String DEFAULT = "default";
  private static final String COLUMNS = "columns";
  private static final String PIECEWISE_LINEAR = "piecewise_linear";
  private static final String BINS = "bins";
  private static final String SCALED = "scaled";

  private static final String LEVELS = "{bins: N}";

  private static final ValueType<Scaling.Kind> KIND = choice(Scaling.Kind.class);
  private static final ValueType<Integer> NUMBER_OF_BINS = integer(2, PiecewiseLinear.MOST_BINS);

  /** One kind for all columns, or a map that may name one for all others. */
  static final ValueType<Scale> SCALE =
      new ValueType<>(
          KIND.allowed() + ", or a map of columns to these, with `default` for all others",
          NumberTypes::scale,
          NumberTypes::plain);

  static final ValueType<Encode> ENCODE =
      new ValueType<>(
          "{columns: [...], piecewise_linear: " + LEVELS + "}",
          NumberTypes::encode,
          NumberTypes::plain);

  private NumberTypes() {}

  private static Scale scale(YamlValue value) throws BadYaml {
    if (value.entries().isEmpty()) {
      return new Scale(kind(value), Map.of());
    }
    Map<String, Scaling.Kind> columns = new LinkedHashMap<>();
    for (YamlValue.Entry entry : value.entries().get()) {
      String column = TEXT.parse(entry.key());
      if (columns.put(column, KIND.parse(entry.value())) != null) {
        throw new BadYaml(entry.key(), "'" + column + "' is given twice");
      }
    }
    Scaling.Kind others = columns.remove(DEFAULT);
    return new Scale(others == null ? Scaling.Kind.STANDARD : others, columns);
  }

  private static Scaling.Kind kind(YamlValue value) throws BadYaml {
    try {
      return KIND.parse(value);
    } catch (BadYaml e) {
      throw BadYaml.expected(value, SCALE.allowed());
    }
  }

  private static Object plain(Scale scale) {
    if (scale.columns().isEmpty()) {
      return scale.others().toString();
    }
    Map<String, Object> plain = new LinkedHashMap<>();
    scale.columns().forEach((column, kind) -> plain.put(column, kind.toString()));
    plain.put(DEFAULT, scale.others().toString());
    return plain;
  }

  private static Encode encode(YamlValue value) throws BadYaml {
    Map<String, YamlValue> entries = entries(value, ENCODE.allowed(), COLUMNS, PIECEWISE_LINEAR);
    YamlValue columns = entries.get(COLUMNS);
    YamlValue bins = entries.get(PIECEWISE_LINEAR);
    if (bins == null) {
      throw BadYaml.expected(value, ENCODE.allowed());
    }
    return new Encode(
        columns == null ? Optional.empty() : Optional.of(TEXTS.parse(columns)),
        piecewiseLinear(bins));
  }

  private static PiecewiseLinear piecewiseLinear(YamlValue value) throws BadYaml {
    Map<String, YamlValue> entries = entries(value, LEVELS, BINS, SCALED);
    YamlValue bins = entries.get(BINS);
    YamlValue scaled = entries.get(SCALED);
    if (bins == null) {
      throw BadYaml.expected(value, LEVELS);
    }
    return new PiecewiseLinear(NUMBER_OF_BINS.parse(bins), scaled == null || BOOLEAN.parse(scaled));
  }

  /** The values of a map by their names, each of which must be known. */
  private static Map<String, YamlValue> entries(YamlValue value, String allowed, String... names)
      throws BadYaml {
    List<String> known = List.of(names);
    Map<String, YamlValue> entries = new LinkedHashMap<>();
    for (YamlValue.Entry entry :
        value.entries().orElseThrow(() -> BadYaml.expected(value, allowed))) {
      String name = entry.key().text().orElse("");
      if (!known.contains(name)) {
        throw BadYaml.expected(entry.key(), String.join(", ", known));
      }
      if (entries.put(name, entry.value()) != null) {
        throw new BadYaml(entry.key(), "'" + name + "' is given twice");
      }
    }
    return entries;
  }

  private static Object plain(Encode encode) {
    Map<String, Object> plain = new LinkedHashMap<>();
    encode.columns().ifPresent(columns -> plain.put(COLUMNS, columns));
    PiecewiseLinear bins = encode.piecewiseLinear();
    Map<String, Object> levels = new LinkedHashMap<>();
    levels.put(BINS, bins.bins());
    levels.put(SCALED, bins.scaled());
    plain.put(PIECEWISE_LINEAR, levels);
    return plain;
  }
}
