package dev.lockstep.score;

import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureColumn.Calendar;
import dev.lockstep.feature.FeatureColumn.Categorical;
import dev.lockstep.feature.FeatureColumn.Numeric;
import dev.lockstep.feature.FeatureColumn.Vector;
import dev.lockstep.feature.value.BadValueException;
import dev.lockstep.feature.value.ColumnKind;
import dev.lockstep.feature.value.MissingTexts;
import dev.lockstep.feature.value.TextShape;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes plain Java values of one column in the way of a schema. Immutable. */
sealed interface ValueEncoder
    permits ValueEncoder.OfNumber, ValueEncoder.OfCategory, VectorEncoder, CalendarEncoder {
  /** Whether the value is none, or an array that lacks some. */
  boolean isMissing(@Nullable Object value);

  /**
   * Writes a value to row[offset .. offset + packed width).
   *
   * @throws BadValueException without the column's name, if it is not of the kind
   * @throws IllegalArgumentException naming the column, if it cannot be encoded
   * @throws IllegalStateException naming the column, if it is missing and nothing stands for it
   */
  void encode(@Nullable Object value, float[] row, int offset);

  /** The encoder of a column. */
  static ValueEncoder of(FeatureColumn column, MissingTexts missing) {
    if (column instanceof Numeric number) {
      return new OfNumber(number, ColumnKind.of(column) == ColumnKind.BOOLEAN, missing);
    } else if (column instanceof Categorical category) {
      return new OfCategory(category, missing);
    } else if (column instanceof Calendar calendar) {
      return new CalendarEncoder(calendar.parts(), missing);
    }
    return new VectorEncoder((Vector) column);
  }

  /** That a value is not of its column's kind. */
  static BadValueException wrong(Object value, String allowed) {
    return new BadValueException(
        String.format(
            Locale.ROOT,
            "'%s', a %s; allowed: %s",
            TextShape.shorten(String.valueOf(value)),
            value.getClass().getName(),
            allowed));
  }

  /** Of numbers and booleans, and texts that are such. */
  record OfNumber(Numeric column, boolean booleans, MissingTexts missing) implements ValueEncoder {
    @Override
    public boolean isMissing(@Nullable Object value) {
      return value == null
          || (value instanceof Number number && Double.isNaN(number.doubleValue()))
          || (value instanceof String text && missing.contains(text));
    }

    @Override
    public void encode(@Nullable Object value, float[] row, int offset) {
      double number = value == null ? Double.NaN : number(value);
      if (Double.isNaN(number)) {
        column.encodeMissing(row, offset);
      } else {
        column.encode(number, row, offset);
      }
    }

    private double number(Object value) {
      if (value instanceof Number number) {
        return number.doubleValue();
      } else if (value instanceof String text) {
        return missing.contains(text) ? Double.NaN : TextShape.number(text, booleans);
      } else if (value instanceof Boolean flag) {
        return flag ? 1 : 0;
      }
      throw wrong(value, "a number, a boolean, or a text that is one");
    }
  }

  /** Of categories: texts, or numbers and booleans by their text. */
  final class OfCategory implements ValueEncoder {
    private final Categorical column;
    private final MissingTexts missing;

    /** Whether a category may be a missing text, too, and then stands for no category. */
    private final boolean ambiguous;

    OfCategory(Categorical column, MissingTexts missing) {
      this.column = column;
      this.missing = missing;
      this.ambiguous = column.categories().values().stream().anyMatch(missing::contains);
    }

    @Override
    public boolean isMissing(@Nullable Object value) {
      return value == null || missing.contains(text(value));
    }

    @Override
    public void encode(@Nullable Object value, float[] row, int offset) {
      String text = value == null ? "" : text(value);
      int place = column.placeOf(text);
      if ((place < 0 || ambiguous) && missing.contains(text)) {
        column.encodeMissing(row, offset);
      } else {
        column.encodePlace(place, row, offset);
      }
    }

    private static String text(Object value) {
      if (value instanceof String text) {
        return text;
      } else if (value instanceof Number number) {
        return text(number);
      } else if (value instanceof Boolean) {
        return value.toString();
      }
      throw wrong(value, "a text, a number or a boolean");
    }

    /** Tables with gaps hold integers as fractions. */
    private static String text(Number number) {
      boolean whole =
          number instanceof Long
              || number instanceof Integer
              || number instanceof Short
              || number instanceof Byte;
      double value = number.doubleValue();
      return whole || value == (long) value
          ? Long.toString(number.longValue())
          : Double.toString(value);
    }
  }
}
