package dev.lockstep.spark.table.value;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * How the text of a category is read from an internal row: a string as it is, an integer or boolean
 * as it is written.
 */
@FunctionalInterface
public interface CategoryType extends Serializable {
  /** The category at that place, which is not null; valid until the next row. */
  UTF8String read(InternalRow row, int ordinal);

  /**
   * The way to read numbers of any type where training had categories of integers, which tables
   * with gaps hold as fractions: 7.0 is the category 7.
   */
  static CategoryType ofNumbers(NumberType number) {
    return (row, ordinal) -> {
      double value = number.read(row, ordinal);
      return UTF8String.fromString(
          value == (long) value ? Long.toString((long) value) : Double.toString(value));
    };
  }

  /** The way to read that type, or null if it is not one of categories. */
  static @Nullable CategoryType of(DataType type) {
    if (type instanceof StringType) {
      return InternalRow::getUTF8String;
    }
    NumberType number = NumberType.of(type);
    if (type instanceof BooleanType && number != null) {
      return (row, ordinal) -> UTF8String.fromString(String.valueOf(row.getBoolean(ordinal)));
    }
    if (type instanceof IntegralType && number != null) {
      return type instanceof LongType
          ? (row, ordinal) -> UTF8String.fromString(Long.toString(row.getLong(ordinal)))
          : (row, ordinal) ->
              UTF8String.fromString(Long.toString((long) number.read(row, ordinal)));
    }
    return null;
  }
}
