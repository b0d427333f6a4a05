package dev.lockstep.spark.table.infer;

import dev.lockstep.feature.value.ColumnKind;
import dev.lockstep.feature.value.TextShape;
import dev.lockstep.spark.config.DataConfig.Columns;
import dev.lockstep.spark.config.yaml.YamlText;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.infer.TextInference.TextColumn;
import dev.lockstep.spark.table.read.FeatureReader;
import dev.lockstep.spark.table.read.TableColumns;
import dev.lockstep.spark.table.value.CalendarType;
import dev.lockstep.spark.table.value.NumberType;
import dev.lockstep.spark.table.value.VectorType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.jspecify.annotations.Nullable;

/**
 * Decides, once, on the table that is trained on, which of its columns are features and what each
 * holds. Every later reader obeys.
 */
public final class FeatureSelection {
  private final TableColumns table;
  private final Columns config;
  private final Map<String, TextColumn> texts;
  private final int maxCategories;

  /** What the configuration says of columns. */
  private final List<Named> kinds;

  /**
   * Columns that a key of the configuration says to be of one kind.
   *
   * @param allowed which types can be
   */
  private record Named(String key, List<String> columns, ColumnKind kind, String allowed) {}

  /** Columns that cannot be features, and what they hold instead. */
  private final Map<String, String> unsuitable = new LinkedHashMap<>();

  /**
   * Of a table.
   *
   * @param texts what the columns hold that the table's format has as texts
   */
  FeatureSelection(
      TableColumns table, Columns config, Map<String, TextColumn> texts, int maxCategories) {
    this.table = table;
    this.config = config;
    this.texts = texts;
    this.maxCategories = maxCategories;
    this.kinds =
        List.of(
            new Named(
                "data.categorical",
                config.categorical(),
                ColumnKind.CATEGORY,
                "strings, integers and booleans can be categories"),
            new Named(
                "data.numeric",
                config.numeric(),
                ColumnKind.NUMBER,
                "numbers, booleans and strings can be numbers"),
            new Named(
                "data.calendar",
                config.calendar(),
                ColumnKind.CALENDAR,
                "dates, timestamps and strings can be dates"));
  }

  /**
   * The readers of all features, in the order of the configuration or of the table.
   *
   * @throws BadDataException naming every column that cannot be one, and what to do
   */
  List<FeatureReader> readers() {
    List<FeatureReader> readers = suitable();
    refuseUnsuitable();
    if (readers.isEmpty()) {
      throw new BadDataException(table.table() + " has no column left to be a feature");
    }
    return readers;
  }

  /** The columns that cannot be features as the configuration has it, and what they hold. */
  public Map<String, String> unsuitable() {
    suitable();
    return unsuitable;
  }

  private List<FeatureReader> suitable() {
    List<String> names = config.features().orElseGet(this::allBut);
    table.require("feature", names);
    namedAreFeatures(new HashSet<>(names));
    List<FeatureReader> readers = new ArrayList<>();
    for (String name : names) {
      FeatureReader reader = reader(name);
      if (reader != null) {
        readers.add(reader);
      }
    }
    return readers;
  }

  private List<String> allBut() {
    table.require("excluded column", config.exclude());
    Set<String> others = new HashSet<>(config.label());
    others.addAll(config.exclude());
    config.weight().ifPresent(others::add);
    return table.names().stream().filter(name -> !others.contains(name)).toList();
  }

  private void namedAreFeatures(Set<String> names) {
    for (Named named : kinds) {
      table.require("feature (" + named.key() + ")", named.columns());
      for (String name : named.columns()) {
        if (!names.contains(name)) {
          throw new BadDataException(
              named.key() + " names '" + name + "', which is not among the features");
        }
      }
    }
  }

  private @Nullable FeatureReader reader(String name) {
    DataType type = table.type(table.ordinal("feature", name));
    Named named = named(name);
    ColumnKind kind = named == null ? kind(name, type) : named.kind();
    FeatureReader reader = kind == null ? null : table.reader(name, kind, maxCategories);
    if (reader == null && named != null) {
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "%s names '%s', which holds %s values in %s; %s",
              named.key(),
              name,
              type.simpleString(),
              table.table(),
              named.allowed()));
    }
    if (reader == null) {
      unsuitable.put(name, describe(name, type));
    }
    return reader;
  }

  /** The key that says what the column holds, or null. */
  private @Nullable Named named(String name) {
    for (Named named : kinds) {
      if (named.columns().contains(name)) {
        return named;
      }
    }
    return null;
  }

  private @Nullable ColumnKind kind(String name, DataType type) {
    TextColumn text = texts.get(name);
    return text == null ? kind(type) : kind(text);
  }

  private static @Nullable ColumnKind kind(DataType type) {
    if (NumberType.of(type) != null) {
      return ColumnKind.NUMBER;
    } else if (type instanceof StringType) {
      return ColumnKind.CATEGORY;
    }
    return VectorType.of(type) == null ? null : ColumnKind.VECTOR;
  }

  private static @Nullable ColumnKind kind(TextColumn text) {
    if (!text.hasValues() || text.isAll(TextShape.DATE)) {
      return null;
    } else if (text.isAll(TextShape.NUMBER)) {
      return ColumnKind.NUMBER;
    }
    return text.isAll(TextShape.BOOLEAN) ? ColumnKind.BOOLEAN : ColumnKind.CATEGORY;
  }

  /** Whether a column holds dates or times, and nothing else. */
  public boolean isCalendar(String name) {
    TextColumn text = texts.get(name);
    return text == null
        ? CalendarType.isCalendar(table.type(table.ordinal("feature", name)))
        : text.isAll(TextShape.DATE);
  }

  private String describe(String name, DataType type) {
    TextColumn text = texts.get(name);
    if (text == null) {
      return type.simpleString();
    }
    return text.hasValues() ? "dates" : "no value in any row";
  }

  private void refuseUnsuitable() {
    if (unsuitable.isEmpty()) {
      return;
    }
    String found =
        unsuitable.entrySet().stream()
            .map(column -> column.getKey() + " (" + column.getValue() + ")")
            .collect(Collectors.joining(", "));
    List<String> dates = unsuitable.keySet().stream().filter(this::isCalendar).toList();
    throw new BadDataException(
        String.format(
            Locale.ROOT,
            "%s has %d column%s that cannot be features: %s; %s%s. Features are numbers, booleans, texts, arrays of numbers and Spark ML"
                + " vectors",
            table.table(),
            unsuitable.size(),
            unsuitable.size() == 1 ? "" : "s",
            found,
            config.features().isPresent()
                ? "leave them out of data.features"
                : "leave them out: data.exclude: "
                    + YamlText.list(
                        Stream.concat(config.exclude().stream(), unsuitable.keySet().stream())
                            .toList()),
            dates.isEmpty()
                ? ""
                : "; or take dates as numbers: data.calendar: "
                    + YamlText.list(
                        Stream.concat(config.calendar().stream(), dates.stream()).toList())));
  }
}
