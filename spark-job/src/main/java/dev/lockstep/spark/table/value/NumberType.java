package dev.lockstep.spark.table.value;

import dev.lockstep.feature.value.TextShape;
import java.io.Serializable;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * How a number of some Spark type is read from an internal row or array, without boxing. One that
 * has read something is confined to a thread; each task has its own.
 */
@FunctionalInterface
public interface NumberType extends Serializable {
  /** The number at that place, which is not null; a boolean is 0 or 1. */
  double read(SpecializedGetters values, int ordinal);

  /**
   * The numbers in rows first + places[i] of a column that lacks none of them.
   *
   * @param into overwritten: [at least as many as places]
   */
  default void readAll(ColumnVector column, int first, int[] places, double[] into) {
    ColumnarArray values = new ColumnarArray(column, first, Integer.MAX_VALUE);
    for (int i = 0; i < places.length; i++) {
      into[i] = read(values, places[i]);
    }
  }

  /** The way to read that type, or null if it is not one of numbers. */
  static @Nullable NumberType of(DataType type) {
    if (type.equals(DataTypes.DoubleType)) {
      return new OfDouble();
    } else if (type.equals(DataTypes.FloatType)) {
      return new OfFloat();
    } else if (type.equals(DataTypes.IntegerType)) {
      return SpecializedGetters::getInt;
    } else if (type.equals(DataTypes.LongType)) {
      return SpecializedGetters::getLong;
    } else if (type.equals(DataTypes.ShortType)) {
      return SpecializedGetters::getShort;
    } else if (type.equals(DataTypes.ByteType)) {
      return SpecializedGetters::getByte;
    } else if (type.equals(DataTypes.BooleanType)) {
      return (values, ordinal) -> values.getBoolean(ordinal) ? 1 : 0;
    } else if (type instanceof DecimalType decimal) {
      int precision = decimal.precision();
      int scale = decimal.scale();
      return (values, ordinal) -> values.getDecimal(ordinal, precision, scale).toDouble();
    }
    return null;
  }

  /** As it is, in a loop of its own. */
  record OfDouble() implements NumberType {
    @Override
    public double read(SpecializedGetters values, int ordinal) {
      return values.getDouble(ordinal);
    }

    @Override
    public void readAll(ColumnVector column, int first, int[] places, double[] into) {
      for (int i = 0; i < places.length; i++) {
        into[i] = column.getDouble(first + places[i]);
      }
    }
  }

  /** As it is, in a loop of its own. */
  record OfFloat() implements NumberType {
    @Override
    public double read(SpecializedGetters values, int ordinal) {
      return values.getFloat(ordinal);
    }

    @Override
    public void readAll(ColumnVector column, int first, int[] places, double[] into) {
      for (int i = 0; i < places.length; i++) {
        into[i] = column.getFloat(first + places[i]);
      }
    }
  }

  /** As a number is written in a text: NaN where the text stands for a missing value. */
  final class OfText implements NumberType {
    private static final long serialVersionUID = 1;
    private final MissingTexts missing;
    private final boolean booleans;
    private transient @Nullable TextMemo<Double> numbers;

    public OfText(MissingTexts missing, boolean booleans) {
      this.missing = missing;
      this.booleans = booleans;
    }

    @Override
    public double read(SpecializedGetters values, int ordinal) {
      TextMemo<Double> known = numbers;
      if (known == null) {
        known = new TextMemo<>(this::number);
        numbers = known;
      }
      return known.of(values.getUTF8String(ordinal));
    }

    private double number(UTF8String text) {
      return missing.contains(text) ? Double.NaN : TextShape.number(text.toString(), booleans);
    }
  }
}
