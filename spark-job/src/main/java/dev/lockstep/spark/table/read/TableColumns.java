package dev.lockstep.spark.table.read;

import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.value.ColumnKind;
import dev.lockstep.spark.failure.PlainText;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.source.TableSource.Expected;
import dev.lockstep.spark.table.source.Tables;
import dev.lockstep.spark.table.source.Tables.Table;
import dev.lockstep.spark.table.value.CalendarType;
import dev.lockstep.spark.table.value.CategoryType;
import dev.lockstep.spark.table.value.MissingTexts;
import dev.lockstep.spark.table.value.NumberType;
import dev.lockstep.spark.table.value.VectorType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Finds the columns that matter in a table, and reads each as what it is known to hold. */
public final class TableColumns {
  /** More names than these no message has. */
  private static final int MOST_NAMES = 20;

  private static final Pattern SEPARATOR = Pattern.compile("[;\t|]");

  private final StructType schema;
  private final String table;
  private final MissingTexts missing;
  private final List<String> own;
  private final Map<String, Integer> places = new HashMap<>();

  public TableColumns(Table table, MissingTexts missing) {
    this.schema = table.rows().schema();
    this.table = table.name();
    this.missing = missing;
    String[] names = schema.fieldNames();
    this.own = Arrays.stream(names).filter(name -> !Tables.isOwn(name)).toList();
    for (int i = 0; i < names.length; i++) {
      places.putIfAbsent(names[i], i);
    }
  }

  /** What messages call the table. */
  public String table() {
    return table;
  }

  /** The texts that stand for a missing value. */
  MissingTexts missing() {
    return missing;
  }

  /** The names of the table's own columns, in order. */
  public List<String> names() {
    return own;
  }

  /** Throws BadDataException, naming all columns that the table lacks. */
  public void require(String role, List<String> columns) {
    if (names().isEmpty()) {
      throw new BadDataException(table + " has no columns; it is empty");
    }
    List<String> lacking = columns.stream().filter(name -> !places.containsKey(name)).toList();
    if (!lacking.isEmpty()) {
      boolean one = lacking.size() == 1;
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "%s has no column%s %s, which %s to be %s; it has %s%s",
              table,
              one ? "" : "s",
              lacking.stream()
                  .map(name -> "'" + PlainText.of(name) + "'")
                  .collect(Collectors.joining(", ")),
              one ? "is" : "are",
              one ? "the " + role : role + "s",
              shortened(names()),
              hint(lacking)));
    }
  }

  /** What may be wrong with the names, and what to do; often nothing. */
  private String hint(List<String> lacking) {
    Matcher separator = SEPARATOR.matcher(names().get(0));
    if (names().size() == 1 && separator.find()) {
      return String.format(
          Locale.ROOT,
          ", one column whose name looks like several: data.options: {sep: '%s'} (--option 'sep=%s')"
              + " says what separates them",
          separator.group().equals("\t") ? "\\t" : separator.group(),
          separator.group().equals("\t") ? "\\t" : separator.group());
    }
    boolean numbered =
        names().stream()
            .anyMatch(
                name ->
                    lacking.stream()
                        .anyMatch(lost -> name.matches("(?i)" + Pattern.quote(lost) + "\\d+")));
    return numbered
        ? "; Spark numbers columns whose names differ in case alone, unless the option --conf"
            + " spark.sql.caseSensitive=true stands before the command"
        : "";
  }

  private static String shortened(List<String> all) {
    List<String> names = all.stream().map(PlainText::of).toList();
    return names.size() <= MOST_NAMES
        ? String.join(", ", names)
        : String.format(
            Locale.ROOT,
            "%s and %,d more",
            String.join(", ", names.subList(0, MOST_NAMES)),
            names.size() - MOST_NAMES);
  }

  /** The place of a column; throws BadDataException listing the columns there are. */
  public int ordinal(String role, String column) {
    require(role, List.of(column));
    return places.getOrDefault(column, -1);
  }

  /** The place of a column, or -1. */
  int find(String column) {
    return places.getOrDefault(column, -1);
  }

  /** The type of a column that is there. */
  public DataType type(int ordinal) {
    return schema.fields()[ordinal].dataType();
  }

  /** How many elements the vectors of a column have, if the table says so; otherwise 0. */
  public int width(int ordinal) {
    String key = "numFeatures";
    var metadata = schema.fields()[ordinal].metadata();
    return metadata.contains(key) ? (int) metadata.getLong(key) : 0;
  }

  /** How to read numbers; throws BadDataException naming the type found. */
  NumberType number(String role, String column) {
    int ordinal = ordinal(role, column);
    NumberType type = number(type(ordinal), false);
    if (type == null) {
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "the %s column '%s' of %s holds %s values; it must hold numbers",
              role,
              column,
              table,
              type(ordinal).simpleString()));
    }
    return type;
  }

  private @Nullable NumberType number(DataType type, boolean booleans) {
    return type instanceof StringType
        ? new NumberType.OfText(missing, booleans)
        : NumberType.of(type);
  }

  /** What the columns of a model's schema hold. */
  public static Map<String, Expected> expected(FeatureSchema model) {
    Map<String, Expected> expected = new LinkedHashMap<>();
    for (FeatureColumn column : model.columns()) {
      int width = column instanceof FeatureColumn.Vector vector ? vector.width() : 0;
      expected.put(column.name(), new Expected(ColumnKind.of(column), width));
    }
    return expected;
  }

  /** Readers of columns of which it is known what they hold, in that order. */
  public List<FeatureReader> features(Map<String, Expected> columns) {
    require("feature", List.copyOf(columns.keySet()));
    return columns.entrySet().stream()
        .map(column -> known(column.getKey(), column.getValue().kind()))
        .toList();
  }

  private FeatureReader known(String name, ColumnKind kind) {
    int ordinal = ordinal("feature", name);
    FeatureReader reader = readable(name, kind);
    if (reader == null) {
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "the feature column '%s' of %s holds %s values; training has %s there",
              name,
              table,
              type(ordinal).simpleString(),
              kind));
    }
    return reader;
  }

  /** The reader of a feature that is known to hold such values, or null if it cannot. */
  @Nullable FeatureReader readable(String name, ColumnKind kind) {
    FeatureReader reader = reader(name, kind, Integer.MAX_VALUE);
    int ordinal = ordinal("feature", name);
    NumberType number = NumberType.of(type(ordinal));
    return reader == null && kind == ColumnKind.CATEGORY && number != null
        ? new FeatureReader.OfCategory(
            name, ordinal, CategoryType.ofNumbers(number), missing, Integer.MAX_VALUE)
        : reader;
  }

  /** The reader of a feature, or null if a column of its type cannot hold such values. */
  public @Nullable FeatureReader reader(String name, ColumnKind kind, int maxCategories) {
    int ordinal = ordinal("feature", name);
    DataType type = type(ordinal);
    if (type instanceof NullType) {
      // Nothing but missing values, which are never looked at.
      return nothing(name, ordinal, kind);
    }
    return switch (kind) {
      case NUMBER, BOOLEAN -> number(name, ordinal, kind);
      case CATEGORY -> {
        CategoryType category = CategoryType.of(type);
        yield category == null
            ? null
            : new FeatureReader.OfCategory(name, ordinal, category, missing, maxCategories);
      }
      case VECTOR -> vector(name, ordinal, VectorType.of(type), kind);
      case CALENDAR -> vector(name, ordinal, CalendarType.of(type, missing), kind);
    };
  }

  private @Nullable FeatureReader number(String name, int ordinal, ColumnKind kind) {
    DataType type = type(ordinal);
    NumberType number = number(type, kind == ColumnKind.BOOLEAN);
    boolean bool = kind == ColumnKind.BOOLEAN || type instanceof BooleanType;
    return number == null ? null : new FeatureReader.OfNumber(name, ordinal, number, bool);
  }

  private static @Nullable FeatureReader vector(
      String name, int ordinal, @Nullable VectorType type, ColumnKind kind) {
    return type == null ? null : new FeatureReader.OfVector(name, ordinal, type, kind);
  }

  private FeatureReader nothing(String name, int ordinal, ColumnKind kind) {
    return switch (kind) {
      case NUMBER, BOOLEAN ->
          new FeatureReader.OfNumber(
              name, ordinal, (row, at) -> Double.NaN, kind == ColumnKind.BOOLEAN);
      case CATEGORY ->
          new FeatureReader.OfCategory(
              name, ordinal, (row, at) -> UTF8String.EMPTY_UTF8, missing, Integer.MAX_VALUE);
      case VECTOR, CALENDAR ->
          new FeatureReader.OfVector(name, ordinal, (row, at) -> new double[0], kind);
    };
  }
}
