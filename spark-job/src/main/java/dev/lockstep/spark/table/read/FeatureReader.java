package dev.lockstep.spark.table.read;

import dev.lockstep.feature.value.BadValueException;
import dev.lockstep.feature.value.ColumnKind;
import dev.lockstep.spark.table.value.CategoryType;
import dev.lockstep.spark.table.value.MissingTexts;
import dev.lockstep.spark.table.value.NumberType;
import dev.lockstep.spark.table.value.VectorType;
import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Reads one feature column of Spark's internal rows. Travels in closures; knows types and names,
 * but no data, and nothing of what becomes of the values.
 */
public abstract sealed class FeatureReader implements Serializable {
  private static final long serialVersionUID = 1;

  private final String name;
  protected final int ordinal;

  private FeatureReader(String name, int ordinal) {
    this.name = name;
    this.ordinal = ordinal;
  }

  /** The column's name in the table. */
  public String name() {
    return name;
  }

  /** Whether the row has no value here, or has an array that lacks some. */
  public abstract boolean isMissing(InternalRow row);

  /**
   * Element i is row i's number, where this is a column of numbers that lacks none and has no bad
   * one; otherwise null. Valid until the block is asked again; the caller may overwrite it.
   */
  public double @Nullable [] numbers(RowBlock rows) {
    return null;
  }

  /** What the values are. */
  public abstract ColumnKind kind();

  /** Of numbers and booleans. */
  public static final class OfNumber extends FeatureReader {
    private static final long serialVersionUID = 1;
    private final NumberType type;
    private final boolean bool;

    OfNumber(String name, int ordinal, NumberType type, boolean bool) {
      super(name, ordinal);
      this.type = type;
      this.bool = bool;
    }

    /** The row's number; NaN if it is missing. */
    public double number(InternalRow row) {
      return row.isNullAt(ordinal) ? Double.NaN : type.read(row, ordinal);
    }

    /** The same; throws BadValueException if it is infinite, or too large for float32. */
    public double usable(InternalRow row) {
      double number = number(row);
      if (Math.abs(number) > Float.MAX_VALUE) {
        throw new BadValueException(number + ", which is not a finite float32 number");
      }
      return number;
    }

    @Override
    public boolean isMissing(InternalRow row) {
      try {
        return Double.isNaN(number(row));
      } catch (BadValueException e) {
        return false; // It is there, and bad, which whoever reads it tells.
      }
    }

    @Override
    public ColumnKind kind() {
      return bool ? ColumnKind.BOOLEAN : ColumnKind.NUMBER;
    }

    @Override
    public double @Nullable [] numbers(RowBlock rows) {
      if (type instanceof NumberType.OfText || rows.mayLack(ordinal)) {
        return null;
      }
      double[] numbers = rows.numbers(ordinal, type);
      boolean usable = true;
      for (int i = 0; i < rows.size(); i++) {
        usable &= Math.abs(numbers[i]) <= Float.MAX_VALUE;
      }
      return usable ? numbers : null;
    }
  }

  /** Of categories: strings, or numbers and booleans by their text. */
  public static final class OfCategory extends FeatureReader {
    private static final long serialVersionUID = 1;
    private final CategoryType type;
    private final MissingTexts missing;
    private final int most;

    OfCategory(String name, int ordinal, CategoryType type, MissingTexts missing, int most) {
      super(name, ordinal);
      this.type = type;
      this.missing = missing;
      this.most = most;
    }

    /**
     * The row's text, which may be one that stands for a missing value; null if there is none.
     * Valid until the next row.
     */
    public @Nullable UTF8String text(InternalRow row) {
      return row.isNullAt(ordinal) ? null : type.read(row, ordinal);
    }

    /** Whether a text is no category, but stands for a missing value. */
    public boolean isMissing(UTF8String text) {
      return missing.contains(text);
    }

    /** The number of categories above which there are too many. */
    public int most() {
      return most;
    }

    @Override
    public boolean isMissing(InternalRow row) {
      UTF8String text = text(row);
      return text == null || missing.contains(text);
    }

    @Override
    public ColumnKind kind() {
      return ColumnKind.CATEGORY;
    }
  }

  /** Of arrays of numbers and Spark ML vectors; and of dates, as the vectors of their parts. */
  public static final class OfVector extends FeatureReader {
    private static final long serialVersionUID = 1;
    private final VectorType type;
    private final ColumnKind kind;

    OfVector(String name, int ordinal, VectorType type, ColumnKind kind) {
      super(name, ordinal);
      this.type = type;
      this.kind = kind;
    }

    /** The row's elements, NaN where one is missing; or null if it has no vector. */
    public double @Nullable [] vector(InternalRow row) {
      return row.isNullAt(ordinal) ? null : type.read(row, ordinal);
    }

    @Override
    public boolean isMissing(InternalRow row) {
      try {
        double[] elements = vector(row);
        return elements == null || VectorType.lacksElements(elements);
      } catch (BadValueException e) {
        return false; // It is there, and bad, which whoever reads it tells.
      }
    }

    @Override
    public ColumnKind kind() {
      return kind;
    }
  }
}
