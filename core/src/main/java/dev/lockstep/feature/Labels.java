package dev.lockstep.feature;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The values that a class label may have: String, Long, Double, Boolean. */
public final class Labels {
  private Labels() {}

  /** The same value as one of the four types, or itself if it is of no such type. */
  static Object normalized(Object value) {
    if (value instanceof Byte || value instanceof Short || value instanceof Integer) {
      return ((Number) value).longValue();
    }
    if (value instanceof Float || value instanceof Double) {
      return ((Number) value).doubleValue() + 0.0; // -0.0 becomes 0.0
    }
    return value;
  }

  /**
   * A value as one of the four types, and as that of another label where that type has an equal
   * value: numbers are equal whatever their type, and false and true are 0 and 1.
   */
  public static Object alike(Object value, Object label) {
    Object normalized = normalized(value);
    if (label instanceof Long
        && normalized instanceof Double number
        && number == number.longValue()) {
      return number.longValue();
    }
    if (label instanceof Boolean && normalized instanceof Number number) {
      double found = number.doubleValue();
      return found == 0 || found == 1 ? (Object) (found == 1) : normalized;
    }
    if (label instanceof Double && normalized instanceof Long number) {
      return number.doubleValue();
    }
    if (label instanceof Number && normalized instanceof Boolean flag) {
      return alike(flag ? 1L : 0L, label);
    }
    return normalized;
  }

  /** Normalized and ascending; throws IllegalArgumentException if they are not of one type. */
  public static List<Object> sorted(String column, Collection<?> values) {
    List<Object> labels = values.stream().map(value -> normalized(value)).toList();
    for (Object label : labels) {
      check(column, label, labels.get(0));
    }
    return labels.stream().sorted().toList();
  }

  private static void check(String column, Object label, Object first) {
    boolean allowed =
        label instanceof String
            || label instanceof Long
            || label instanceof Boolean
            || (label instanceof Double number && Double.isFinite(number));
    if (!allowed) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the label column '%s' holds the label %s; a label is a string, an integer, a finite number or a boolean",
              column,
              label));
    }
    if (label.getClass() != first.getClass()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the label column '%s' holds the labels %s and %s, which are of different types",
              column,
              first,
              label));
    }
  }
}
