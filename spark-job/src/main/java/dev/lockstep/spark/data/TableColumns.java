package dev.lockstep.spark.data;

import dev.lockstep.model.FeatureSchema;
import dev.lockstep.spark.config.DataConfig.Columns;
import dev.lockstep.spark.data.FeatureReader.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Finds the columns that matter in a table of some schema, and how to read each. */
final class TableColumns {
  private static final String ALLOWED_TYPES =
      "numbers, booleans, strings, arrays of numbers and Spark ML vectors can be features";

  private final StructType schema;
  private final String table;

  /** Over a table; its name is for messages. */
  TableColumns(StructType schema, String table) {
    this.schema = schema;
    this.table = table;
  }

  /** The place of a column; throws BadDataException listing the columns there are. */
  int ordinal(String role, String column) {
    int ordinal = Arrays.asList(schema.fieldNames()).indexOf(column);
    if (ordinal < 0) {
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "%s has no column '%s', which is to be the %s; it has %s",
              table,
              column,
              role,
              names()));
    }
    return ordinal;
  }

  /** The names of the table's own columns. */
  private String names() {
    return Arrays.stream(schema.fieldNames())
        .filter(name -> !name.equals(Tables.SPLIT_COLUMN))
        .collect(Collectors.joining(", "));
  }

  /** The type of a column that is there. */
  DataType type(int ordinal) {
    return schema.fields()[ordinal].dataType();
  }

  /** How to read numbers; throws BadDataException naming the type found. */
  NumberType number(String role, String column) {
    int ordinal = ordinal(role, column);
    NumberType type = NumberType.of(type(ordinal));
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

  /**
   * Readers of the features that a configuration asks for, in the order of the list or of the
   * table.
   */
  List<FeatureReader> features(Columns columns, int maxCategories) {
    Set<String> categorical = new HashSet<>(columns.categorical());
    List<String> names = columns.features().orElseGet(() -> allBut(columns));
    List<FeatureReader> readers = new ArrayList<>();
    for (String name : names) {
      int ordinal = ordinal("feature", name);
      boolean category = categorical.remove(name) || type(ordinal) instanceof StringType;
      readers.add(category ? category(name, maxCategories) : numeric(name));
    }
    for (String name : categorical) {
      ordinal("feature (data.categorical)", name);
      throw new BadDataException(
          String.format(
              Locale.ROOT, "data.categorical names '%s', which is not among the features", name));
    }
    if (readers.isEmpty()) {
      throw new BadDataException(table + " has no column left to be a feature");
    }
    return readers;
  }

  private List<String> allBut(Columns columns) {
    Set<String> others = new HashSet<>(columns.label());
    others.add(Tables.SPLIT_COLUMN);
    columns.exclude().forEach(name -> ordinal("excluded column", name));
    others.addAll(columns.exclude());
    columns.weight().ifPresent(others::add);
    return Arrays.stream(schema.fields())
        .map(StructField::name)
        .filter(name -> !others.contains(name))
        .toList();
  }

  /** Readers of the columns of a model's schema, as training had them. */
  List<FeatureReader> features(FeatureSchema model) {
    return model.columns().stream().map(column -> reader(column.name(), Kind.of(column))).toList();
  }

  /** Readers of the same columns as those of another table, the one that is trained on. */
  List<FeatureReader> features(List<FeatureReader> training) {
    return training.stream().map(reader -> reader(reader.name(), reader.kind())).toList();
  }

  /** The reader of a column that is of that kind in training. */
  private FeatureReader reader(String name, Kind kind) {
    DataType type = type(ordinal("feature", name));
    boolean fits =
        switch (kind) {
          case NUMBER -> NumberType.of(type) != null;
          case CATEGORY -> CategoryType.of(type) != null;
          case VECTOR -> VectorType.of(type) != null;
        };
    if (!fits) {
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "the feature column '%s' of %s holds %s values; training has %s there",
              name,
              table,
              type.simpleString(),
              kind));
    }
    return kind == Kind.CATEGORY ? category(name, Integer.MAX_VALUE) : numeric(name);
  }

  private FeatureReader category(String name, int maxCategories) {
    int ordinal = ordinal("feature", name);
    @Nullable CategoryType type = CategoryType.of(type(ordinal));
    if (type == null) {
      throw unsuitable(name, ordinal, "strings, integers and booleans can be categories");
    }
    return new FeatureReader.OfCategory(name, ordinal, type, maxCategories);
  }

  private FeatureReader numeric(String name) {
    int ordinal = ordinal("feature", name);
    DataType dataType = type(ordinal);
    NumberType number = NumberType.of(dataType);
    if (number != null) {
      return new FeatureReader.OfNumber(name, ordinal, number, dataType instanceof BooleanType);
    }
    VectorType vector = VectorType.of(dataType);
    if (vector == null) {
      throw unsuitable(name, ordinal, ALLOWED_TYPES);
    }
    return new FeatureReader.OfVector(name, ordinal, vector);
  }

  private BadDataException unsuitable(String name, int ordinal, String allowed) {
    return new BadDataException(
        String.format(
            Locale.ROOT,
            "the feature column '%s' of %s holds %s values; %s",
            name,
            table,
            type(ordinal).simpleString(),
            allowed));
  }
}
