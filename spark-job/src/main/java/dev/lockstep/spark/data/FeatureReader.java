package dev.lockstep.spark.data;

import dev.lockstep.model.FeatureColumn;
import dev.lockstep.spark.data.ColumnStatistics.OfCategories;
import dev.lockstep.spark.data.ColumnStatistics.OfNumbers;
import dev.lockstep.spark.data.ColumnStatistics.OfVectors;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
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

  /** Whether the row has no value here. */
  final boolean isNull(InternalRow row) {
    return row.isNullAt(ordinal);
  }

  /** Whether the row has no value here, or has an array that lacks some. */
  boolean isMissing(InternalRow row) {
    return isNull(row);
  }

  /** Statistics of no rows. */
  abstract ColumnStatistics statistics();

  /** Adds a row's value, which is not null; throws BadValueException if it is not finite. */
  abstract void collect(InternalRow row, ColumnStatistics statistics);

  /**
   * Throws BadValueException where {@link #collect} would; for rows that do not belong to the
   * training split, whose values must not count.
   */
  void check(InternalRow row, ColumnStatistics statistics) {}

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
    CATEGORY("categories"),
    VECTOR("arrays of numbers");

    private final String plural;

    Kind(String plural) {
      this.plural = plural;
    }

    /** The kind of values that a column of a feature schema encodes. */
    static Kind of(FeatureColumn column) {
      if (column instanceof FeatureColumn.Categorical) {
        return CATEGORY;
      }
      return column instanceof FeatureColumn.Vector ? VECTOR : NUMBER;
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

  private static boolean isFinite(double value) {
    return Math.abs(value) <= Float.MAX_VALUE;
  }

  private static double finite(double value) {
    if (!isFinite(value)) {
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

    @Override
    ColumnStatistics statistics() {
      return new OfNumbers(bool);
    }

    @Override
    void collect(InternalRow row, ColumnStatistics statistics) {
      ((OfNumbers) statistics).moments.add(finite(type.read(row, ordinal)));
    }

    @Override
    void check(InternalRow row, ColumnStatistics statistics) {
      finite(type.read(row, ordinal));
    }

    @Override
    Kind kind() {
      return Kind.NUMBER;
    }

    @Override
    double @Nullable [] numbers(RowBlock rows) {
      if (rows.mayLack(ordinal)) {
        return null;
      }
      double[] numbers = rows.numbers(ordinal, type);
      boolean usable = true;
      for (int i = 0; i < rows.size(); i++) {
        usable &= isFinite(numbers[i]);
      }
      return usable ? numbers : null;
    }

    /** The row's number, which is not missing. */
    double number(InternalRow row) {
      return type.read(row, ordinal);
    }

    @Override
    Encoder encoder(FeatureColumn column) {
      return new NumberEncoder(this, (FeatureColumn.Numeric) column);
    }
  }

  /** Of categories: strings, or numbers and booleans by their text. */
  static final class OfCategory extends FeatureReader {
    private static final long serialVersionUID = 1;
    private final CategoryType type;
    private final int most;

    OfCategory(String name, int ordinal, CategoryType type, int most) {
      super(name, ordinal);
      this.type = type;
      this.most = most;
    }

    @Override
    ColumnStatistics statistics() {
      return new OfCategories(most);
    }

    @Override
    void collect(InternalRow row, ColumnStatistics statistics) {
      ((OfCategories) statistics).add(type.read(row, ordinal).toString());
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
        if (row.isNullAt(ordinal)) {
          categorical.encodeMissing(x, offset);
        } else {
          Integer place = places.get(type.read(row, ordinal));
          categorical.encodePlace(place == null ? -1 : place, x, offset);
        }
      };
    }
  }

  /** Of arrays of numbers and Spark ML vectors. */
  static final class OfVector extends FeatureReader {
    private static final long serialVersionUID = 1;
    private final VectorType type;

    OfVector(String name, int ordinal, VectorType type) {
      super(name, ordinal);
      this.type = type;
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
    void collect(InternalRow row, ColumnStatistics statistics) {
      ((OfVectors) statistics).add(type.read(row, ordinal));
    }

    @Override
    void check(InternalRow row, ColumnStatistics statistics) {
      ((OfVectors) statistics).checkWidth(type.read(row, ordinal).length);
    }

    @Override
    Kind kind() {
      return Kind.VECTOR;
    }

    @Override
    Encoder encoder(FeatureColumn column) {
      FeatureColumn.Vector vector = (FeatureColumn.Vector) column;
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
