package dev.lockstep.score;

import dev.lockstep.feature.FeatureColumn.Vector;
import dev.lockstep.feature.value.BadValueException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes arrays and lists of numbers. */
record VectorEncoder(Vector column) implements ValueEncoder {
  @Override
  public boolean isMissing(@Nullable Object value) {
    if (value == null) {
      return true;
    }
    int size = size(value);
    for (int i = 0; i < size; i++) {
      if (Double.isNaN(element(value, i))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void encode(@Nullable Object value, float[] row, int offset) {
    if (value == null) {
      column.encodeMissing(row, offset);
      return;
    }
    int size = size(value);
    column.checkWidth(size);
    for (int i = 0; i < size; i++) {
      double element = element(value, i);
      if (Double.isNaN(element)) {
        column.encodeMissing(i, row, offset);
      } else {
        column.encode(i, usable(element, i), row, offset);
      }
    }
  }

  private static int size(Object value) {
    if (value instanceof float[] floats) {
      return floats.length;
    } else if (value instanceof double[] doubles) {
      return doubles.length;
    } else if (value instanceof List<?> list) {
      return list.size();
    } else if (value instanceof int[] ints) {
      return ints.length;
    } else if (value instanceof long[] longs) {
      return longs.length;
    } else if (value instanceof byte[] bytes) {
      return bytes.length;
    }
    throw ValueEncoder.wrong(value, "an array of float, double, int, long or byte, or a list");
  }

  /** NaN is a missing one. */
  private static double element(Object value, int i) {
    if (value instanceof float[] floats) {
      return floats[i];
    } else if (value instanceof double[] doubles) {
      return doubles[i];
    } else if (value instanceof int[] ints) {
      return ints[i];
    } else if (value instanceof long[] longs) {
      return longs[i];
    } else if (value instanceof byte[] bytes) {
      return bytes[i];
    }
    return number(((List<?>) value).get(i));
  }

  private static double number(@Nullable Object element) {
    if (element == null) {
      return Double.NaN;
    } else if (element instanceof Number number) {
      return number.doubleValue();
    } else if (element instanceof Boolean flag) {
      return flag ? 1 : 0;
    }
    throw ValueEncoder.wrong(element, "numbers, as elements of an array");
  }

  private static double usable(double value, int element) {
    if (Math.abs(value) > Float.MAX_VALUE) {
      throw new BadValueException(
          value + " in element " + element + ", which is not a finite float32 number");
    }
    return value;
  }
}
