package dev.lockstep.spark.table.value;

import dev.lockstep.feature.value.BadValueException;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/** How the elements of an array, or of a Spark ML vector, are read from an internal row. */
@FunctionalInterface
public interface VectorType extends Serializable {
  /**
   * The elements at that place, which is not null; NaN is a missing one.
   *
   * @throws BadValueException if an element is infinite, or too large for float32
   */
  double[] read(InternalRow row, int ordinal);

  /** The way to read that type, or null if it is not one of vectors of numbers. */
  static @Nullable VectorType of(DataType type) {
    if (type.equals(SQLDataTypes.VectorType())) {
      return VectorType::readVector;
    }
    if (type instanceof ArrayType array) {
      NumberType number = NumberType.of(array.elementType());
      return number == null ? null : (row, ordinal) -> readArray(row.getArray(ordinal), number);
    }
    return null;
  }

  private static double[] readArray(ArrayData array, NumberType number) {
    double[] elements = new double[array.numElements()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = array.isNullAt(i) ? Double.NaN : usable(number.read(array, i), i);
    }
    return elements;
  }

  /**
   * A vector is a struct (type, size, indices, values): type 0 is sparse, 1 is dense and has values
   * only.
   */
  private static double[] readVector(InternalRow row, int ordinal) {
    InternalRow vector = row.getStruct(ordinal, 4);
    double[] values = vector.getArray(3).toDoubleArray();
    if (vector.getByte(0) == 1) {
      for (int i = 0; i < values.length; i++) {
        usable(values[i], i);
      }
      return values;
    }
    double[] elements = new double[vector.getInt(1)];
    int[] indices = vector.getArray(2).toIntArray();
    for (int i = 0; i < indices.length; i++) {
      elements[indices[i]] = usable(values[i], indices[i]);
    }
    return elements;
  }

  private static double usable(double value, int element) {
    if (Math.abs(value) > Float.MAX_VALUE) {
      throw new BadValueException(
          value + " in element " + element + ", which is not a finite float32 number");
    }
    return value;
  }

  /** Whether an element is missing. */
  static boolean lacksElements(double[] elements) {
    return Arrays.stream(elements).anyMatch(Double::isNaN);
  }
}
