package dev.lockstep.spark.data;

import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.spark.data.ColumnStatistics.OfCategories;
import dev.lockstep.spark.data.ColumnStatistics.OfNumbers;
import dev.lockstep.spark.data.ColumnStatistics.OfVectors;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Reads one feature column of Spark's internal rows. Travels in closures; knows types and names,
 * but no data.
 */
abstract sealed class FeatureReader implements Serializable {
  private static final long serialVersionUID = 1;

  private final String name;
  protected final int ordinal;

  private FeatureReader(String name, int ordinal) {
    this.name = name;
    this.ordinal = ordinal;
  }

  /** The column's name in the table. */
  String name() {
    return name;
  }

  /** Whether the row has no value here, or has an array that lacks some. */
  abstract boolean isMissing(InternalRow row);

  /** Statistics of no rows. */
  abstract ColumnStatistics statistics();

  /**
   * Adds a row's value; gives whether there was one, and nothing of it was missing; throws
   * BadValueException if it cannot be used.
   *
   * @param where tells the row's place in the table
   */
  abstract boolean collect(InternalRow row, ColumnStatistics statistics, Supplier<String> where);

  /**
   * The same without adding the value; for rows that do not belong to the training split, whose
   * values must not count.
   */
  abstract boolean check(InternalRow row, ColumnStatistics statistics);

  /**
   * Element i is row i's number, where this is a column of numbers that lacks none and has no bad
   * one; otherwise null. Valid until the block is asked again.
   */
  double @Nullable [] numbers(RowBlock rows) {
    return null;
  }

  /** What a column's values are. */
  enum Kind {
    NUMBER("numbers"),
    BOOLEAN("booleans"),
    CATEGORY("categories"),
    VECTOR("arrays of numbers"),
    CALENDAR("dates");

    private final String plural;

    Kind(String plural) {
      this.plural = plural;
    }

    /** The kind of values that a column of a feature schema encodes. */
    static Kind of(FeatureColumn column) {
      if (column instanceof FeatureColumn.Categorical) {
        return CATEGORY;
      }
      if (column instanceof FeatureColumn.Calendar) {
        return CALENDAR;
      }
      if (column instanceof FeatureColumn.Numeric numeric) {
        return numeric.source() == FeatureColumn.Numeric.Source.BOOLEAN ? BOOLEAN : NUMBER;
      }
      return VECTOR;
    }

    @Override
    public String toString() {
      return plural;
    }
  }

  abstract Kind kind();

  /**
   * What writes a row's value, missing or not, in the way of a schema's column; one for each
   * thread.
   */
  abstract Encoder encoder(FeatureColumn column);

  /** Writes a row's value to x[offset .. offset + width). */
  @FunctionalInterface
  interface Encoder {
    void encode(InternalRow row, float[] x, int offset);

    /** Writes the value of row i to x[offset + i * stride .. offset + i * stride + width). */
    default void encode(RowBlock rows, float[] x, int offset, int stride) {
      for (int i = 0; i < rows.size(); i++) {
        encode(rows.row(i), x, offset + i * stride);
      }
    }
  }

  /** Infinite ones, and those that are too large for float32, cannot be used; NaN is missing. */
  private static double usable(double value) {
    if (Math.abs(value) > Float.MAX_VALUE) {
      throw new BadValueException(value + ", which is not a finite float32 number");
    }
    return value;
  }

  /** Of numbers and booleans. */
  static final class OfNumber extends FeatureReader {
    private static final long serialVersionUID = 1;
    private final NumberType type;
    private final boolean bool;

    OfNumber(String name, int ordinal, NumberType type, boolean bool) {
      super(name, ordinal);
      this.type = type;
      this.bool = bool;
    }

    /** The row's number; NaN if it is missing. */
    double number(InternalRow row) {
      return row.isNullAt(ordinal) ? Double.NaN : type.read(row, ordinal);
    }

    @Override
    boolean isMissing(InternalRow row) {
      try {
        return Double.isNaN(number(row));
      } catch (BadValueException e) {
        return false; // It is there, and bad, which collect and check tell.
      }
    }

    @Override
    ColumnStatistics statistics() {
      return new OfNumbers(bool);
    }

    @Override
    boolean collect(InternalRow row, ColumnStatistics statistics, Supplier<String> where) {
      double number = usable(number(row));
      if (Double.isNaN(number)) {
        return false;
      }
      ((OfNumbers) statistics).moments.add(number);
      return true;
    }

    @Override
    boolean check(InternalRow row, ColumnStatistics statistics) {
      return !Double.isNaN(usable(number(row)));
    }

    @Override
    Kind kind() {
      return bool ? Kind.BOOLEAN : Kind.NUMBER;
    }

    @Override
    double @Nullable [] numbers(RowBlock rows) {
      if (type instanceof TextNumber || rows.mayLack(ordinal)) {
        return null;
      }
      double[] numbers = rows.numbers(ordinal, type);
      boolean usable = true;
      for (int i = 0; i < rows.size(); i++) {
        usable &= Math.abs(numbers[i]) <= Float.MAX_VALUE;
      }
      return usable ? numbers : null;
    }

    @Override
    Encoder encoder(FeatureColumn column) {
      return new NumberEncoder(this, (FeatureColumn.Numeric) column);
    }
  }

  /** Of categories: strings, or numbers and booleans by their text. */
  static final class OfCategory extends FeatureReader {
    private static final long serialVersionUID = 1;
    private static final UTF8String FRACTION = UTF8String.fromString(".0");
    private final CategoryType type;
    private final MissingTexts missing;
    private final int most;

    OfCategory(String name, int ordinal, CategoryType type, MissingTexts missing, int most) {
      super(name, ordinal);
      this.type = type;
      this.missing = missing;
      this.most = most;
    }

    /** The row's category, or null if it is missing. */
    private @Nullable UTF8String category(InternalRow row) {
      if (row.isNullAt(ordinal)) {
        return null;
      }
      UTF8String category = type.read(row, ordinal);
      return missing.contains(category) ? null : category;
    }

    @Override
    boolean isMissing(InternalRow row) {
      return category(row) == null;
    }

    @Override
    ColumnStatistics statistics() {
      return new OfCategories(most);
    }

    @Override
    boolean collect(InternalRow row, ColumnStatistics statistics, Supplier<String> where) {
      UTF8String category = category(row);
      if (category == null) {
        return false;
      }
      ((OfCategories) statistics).add(category.toString(), where);
      return true;
    }

    @Override
    boolean check(InternalRow row, ColumnStatistics statistics) {
      return !isMissing(row);
    }

    @Override
    Kind kind() {
      return Kind.CATEGORY;
    }

    @Override
    Encoder encoder(FeatureColumn column) {
      FeatureColumn.Categorical categorical = (FeatureColumn.Categorical) column;
      Map<UTF8String, Integer> places = new HashMap<>();
      for (String category : categorical.categories().values()) {
        places.put(UTF8String.fromString(category), places.size());
      }
      return (row, x, offset) -> {
        UTF8String category = category(row);
        if (category == null) {
          categorical.encodeMissing(x, offset);
        } else {
          Integer place = places.get(category);
          categorical.encodePlace(place == null ? placeOf(category, places) : place, x, offset);
        }
      };
    }

    /** Texts of tables with gaps have integers as fractions: 7.0 is the category 7. */
    private static int placeOf(UTF8String category, Map<UTF8String, Integer> places) {
      return category.endsWith(FRACTION)
          ? places.getOrDefault(
              category.substring(0, category.numChars() - FRACTION.numChars()), -1)
          : -1;
    }
  }

  /** Of arrays of numbers and Spark ML vectors; and of dates, as the vectors of their parts. */
  static final class OfVector extends FeatureReader {
    private static final long serialVersionUID = 1;
    private final VectorType type;
    private final Kind kind;

    OfVector(String name, int ordinal, VectorType type, Kind kind) {
      super(name, ordinal);
      this.type = type;
      this.kind = kind;
    }

    @Override
    boolean isMissing(InternalRow row) {
      try {
        return row.isNullAt(ordinal) || VectorType.lacksElements(type.read(row, ordinal));
      } catch (BadValueException e) {
        return false; // It is there, and bad, which collect and check tell.
      }
    }

    @Override
    ColumnStatistics statistics() {
      return new OfVectors();
    }

    @Override
    boolean collect(InternalRow row, ColumnStatistics statistics, Supplier<String> where) {
      if (row.isNullAt(ordinal)) {
        return false;
      }
      double[] values = type.read(row, ordinal);
      ((OfVectors) statistics).add(values);
      return !VectorType.lacksElements(values);
    }

    @Override
    boolean check(InternalRow row, ColumnStatistics statistics) {
      if (row.isNullAt(ordinal)) {
        return false;
      }
      double[] values = type.read(row, ordinal);
      ((OfVectors) statistics).checkWidth(values.length);
      return !VectorType.lacksElements(values);
    }

    @Override
    Kind kind() {
      return kind;
    }

    @Override
    Encoder encoder(FeatureColumn column) {
      FeatureColumn.Vector vector =
          column instanceof FeatureColumn.Calendar calendar
              ? calendar.parts()
              : (FeatureColumn.Vector) column;
      return (row, x, offset) -> {
        if (row.isNullAt(ordinal)) {
          vector.encodeMissing(x, offset);
        } else {
          encode(vector, type.read(row, ordinal), x, offset);
        }
      };
    }

    private static void encode(
        FeatureColumn.Vector vector, double[] values, float[] x, int offset) {
      vector.checkWidth(values.length);
      for (int i = 0; i < values.length; i++) {
        if (Double.isNaN(values[i])) {
          vector.encodeMissing(i, x, offset);
        } else {
          vector.encode(i, values[i], x, offset);
        }
      }
    }
  }
}
