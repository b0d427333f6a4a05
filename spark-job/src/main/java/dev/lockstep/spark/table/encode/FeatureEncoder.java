package dev.lockstep.spark.table.encode;

import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureColumn.Calendar;
import dev.lockstep.feature.FeatureColumn.Categorical;
import dev.lockstep.feature.FeatureColumn.Numeric;
import dev.lockstep.feature.FeatureColumn.Vector;
import dev.lockstep.spark.table.read.FeatureReader;
import dev.lockstep.spark.table.read.RowBlock;
import dev.lockstep.spark.table.value.TextMemo;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Writes the values of one feature, missing or not, in the way of a schema's column. Confined to
 * one thread.
 */
@FunctionalInterface
interface FeatureEncoder {
  /** Writes a row's value to x[offset .. offset + width). */
  void encode(InternalRow row, float[] x, int offset);

  /** Writes the value of row i to x[offset + i * stride .. offset + i * stride + width). */
  default void encode(RowBlock rows, float[] x, int offset, int stride) {
    for (int i = 0; i < rows.size(); i++) {
      encode(rows.row(i), x, offset + i * stride);
    }
  }

  /** The encoder of what is read that way for that column, which is of the same kind. */
  static FeatureEncoder of(FeatureReader reader, FeatureColumn column) {
    if (reader instanceof FeatureReader.OfNumber number) {
      return new OfNumber(number, (Numeric) column);
    } else if (reader instanceof FeatureReader.OfCategory category) {
      return new OfCategory(category, (Categorical) column);
    }
    FeatureReader.OfVector vector = (FeatureReader.OfVector) reader;
    return new OfVector(
        vector, column instanceof Calendar calendar ? calendar.parts() : (Vector) column);
  }

  /** Of numbers and booleans. */
  record OfNumber(FeatureReader.OfNumber reader, Numeric column) implements FeatureEncoder {
    @Override
    public void encode(InternalRow row, float[] x, int offset) {
      double number = reader.number(row);
      if (Double.isNaN(number)) {
        column.encodeMissing(x, offset);
      } else {
        column.encode(number, x, offset);
      }
    }

    @Override
    public void encode(RowBlock rows, float[] x, int offset, int stride) {
      double[] numbers = reader.numbers(rows);
      if (numbers == null) {
        FeatureEncoder.super.encode(rows, x, offset, stride);
        return;
      }
      column.encodeAll(numbers, rows.size(), x, offset, stride);
    }
  }

  /** Of categories. */
  final class OfCategory implements FeatureEncoder {
    private static final UTF8String FRACTION = UTF8String.fromString(".0");

    /** Stands for the place of a missing value. */
    private static final Integer MISSING = -2;

    private final FeatureReader.OfCategory reader;
    private final Categorical column;
    private final Map<UTF8String, Integer> places = new HashMap<>();
    private final TextMemo<Integer> known = new TextMemo<>(this::place);

    OfCategory(FeatureReader.OfCategory reader, Categorical column) {
      this.reader = reader;
      this.column = column;
      for (String category : column.categories().values()) {
        places.put(UTF8String.fromString(category), places.size());
      }
    }

    @Override
    public void encode(InternalRow row, float[] x, int offset) {
      UTF8String text = reader.text(row);
      Integer place = text == null ? MISSING : known.of(text);
      if (place.equals(MISSING)) {
        column.encodeMissing(x, offset);
      } else {
        column.encodePlace(place, x, offset);
      }
    }

    /** In the vocabulary; -1 of an unseen category. */
    private Integer place(UTF8String text) {
      if (reader.isMissing(text)) {
        return MISSING;
      }
      Integer place = places.get(text);
      return place == null ? withoutFraction(text) : place;
    }

    /** Texts of tables with gaps have integers as fractions: 7.0 is the category 7. */
    private int withoutFraction(UTF8String category) {
      return category.endsWith(FRACTION)
          ? places.getOrDefault(
              category.substring(0, category.numChars() - FRACTION.numChars()), -1)
          : -1;
    }
  }

  /** Of arrays and vectors, and of the parts of dates. */
  record OfVector(FeatureReader.OfVector reader, Vector column) implements FeatureEncoder {
    @Override
    public void encode(InternalRow row, float[] x, int offset) {
      double[] elements = reader.vector(row);
      if (elements == null) {
        column.encodeMissing(x, offset);
      } else {
        encode(elements, x, offset);
      }
    }

    private void encode(double[] elements, float[] x, int offset) {
      column.checkWidth(elements.length);
      for (int i = 0; i < elements.length; i++) {
        if (Double.isNaN(elements[i])) {
          column.encodeMissing(i, x, offset);
        } else {
          column.encode(i, elements[i], x, offset);
        }
      }
    }
  }
}
