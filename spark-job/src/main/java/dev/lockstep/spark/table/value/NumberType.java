package dev.lockstep.spark.table.value;

import dev.lockstep.feature.value.TextShape;
import java.io.Serializable;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** How a number of some Spark type is read from an internal row or array, without boxing. */
@FunctionalInterface
public interface NumberType extends Serializable {
  /** The number at that place, which is not null; a boolean is 0 or 1. */
  double read(SpecializedGetters values, int ordinal);

  /** The way to read that type, or null if it is not one of numbers. */
  static @Nullable NumberType of(DataType type) {
    if (type.equals(DataTypes.DoubleType)) {
      return SpecializedGetters::getDouble;
    } else if (type.equals(DataTypes.FloatType)) {
      return SpecializedGetters::getFloat;
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

  /** As a number is written in a text: NaN where the text stands for a missing value. */
  record OfText(MissingTexts missing, boolean booleans) implements NumberType {
    @Override
    public double read(SpecializedGetters values, int ordinal) {
      UTF8String text = values.getUTF8String(ordinal);
      return missing.contains(text) ? Double.NaN : TextShape.number(text.toString(), booleans);
    }
  }
}
