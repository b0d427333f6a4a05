package dev.lockstep.spark.table.read;

import dev.lockstep.feature.value.BadValueException;
import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.value.LabelType;
import dev.lockstep.spark.table.value.MissingTexts;
import dev.lockstep.spark.table.value.NumberType;
import dev.lockstep.spark.table.value.TextMemo;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Reads the label columns of Spark's internal rows. Travels in closures. */
public abstract sealed class TargetReader implements Serializable {
  private static final long serialVersionUID = 1;

  private final String name;

  private TargetReader(List<String> names) {
    this.name = String.join(", ", names);
  }

  /** The column's name in the table, or the names of all. */
  public String name() {
    return name;
  }

  /** Whether a label is missing. */
  public abstract boolean isMissing(InternalRow row);

  /** What the labels are, as messages call them. */
  public abstract String kind();

  /** The reader of numbers to predict. */
  static TargetReader ofNumbers(TableColumns columns, List<String> labels) {
    NumberType[] types =
        labels.stream().map(label -> columns.number("label", label)).toArray(NumberType[]::new);
    int[] ordinals = labels.stream().mapToInt(label -> columns.ordinal("label", label)).toArray();
    return new OfNumbers(labels, types, ordinals);
  }

  /** The reader of a column of classes of that type. */
  static TargetReader ofClass(TableColumns columns, String label, LabelType type) {
    int ordinal = columns.ordinal("label", label);
    DataType found = columns.type(ordinal);
    MissingTexts missing = columns.missing();
    NumberType number = NumberType.of(found);
    ClassType values;
    if (found instanceof NullType) {
      values = (row, at) -> null;
    } else if (found instanceof StringType) {
      values = new TextClass(type, missing);
    } else if (type == LabelType.TEXT || number == null) {
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "the label column '%s' of %s holds %s values; training has %s there",
              label,
              columns.table(),
              found.simpleString(),
              type));
    } else {
      values = ClassType.of(found, number);
    }
    return new OfClass(label, ordinal, type, values);
  }

  /** How a class label is read: a String, Long, Double, Boolean, or null if it is missing. */
  @FunctionalInterface
  private interface ClassType extends Serializable {
    @Nullable Object read(InternalRow row, int ordinal);

    static ClassType of(DataType type, NumberType number) {
      if (type instanceof BooleanType) {
        return InternalRow::getBoolean;
      }
      if (type instanceof LongType) {
        return InternalRow::getLong;
      }
      if (type instanceof IntegralType) {
        return (row, ordinal) -> (long) number.read(row, ordinal);
      }
      return (row, ordinal) -> {
        double value = number.read(row, ordinal);
        return Double.isNaN(value) ? null : (Object) finite(value);
      };
    }
  }

  /** Of texts; one that has read something is confined to a thread, as each task has its own. */
  private static final class TextClass implements ClassType {
    private static final long serialVersionUID = 1;
    private final LabelType type;
    private final MissingTexts missing;
    private transient @Nullable TextMemo<Optional<Object>> labels;

    TextClass(LabelType type, MissingTexts missing) {
      this.type = type;
      this.missing = missing;
    }

    @Override
    public @Nullable Object read(InternalRow row, int ordinal) {
      TextMemo<Optional<Object>> known = labels;
      if (known == null) {
        known = new TextMemo<>(this::label);
        labels = known;
      }
      return known.of(row.getUTF8String(ordinal)).orElse(null);
    }

    private Optional<Object> label(UTF8String text) {
      return missing.contains(text) ? Optional.empty() : Optional.of(type.value(text.toString()));
    }
  }

  private static double finite(double value) {
    if (!(Math.abs(value) <= Float.MAX_VALUE)) {
      throw new BadValueException(value + ", which is not a finite float32 number");
    }
    return value;
  }

  /** Of a class. */
  public static final class OfClass extends TargetReader {
    private static final long serialVersionUID = 1;
    private final int ordinal;
    private final LabelType type;
    private final ClassType values;

    OfClass(String name, int ordinal, LabelType type, ClassType values) {
      super(List.of(name));
      this.ordinal = ordinal;
      this.type = type;
      this.values = values;
    }

    /** The row's label as the column has it, or null if it is missing. */
    public @Nullable Object value(InternalRow row) {
      return row.isNullAt(ordinal) ? null : values.read(row, ordinal);
    }

    @Override
    public String kind() {
      return "classes that are " + type;
    }

    /** The class that the label is, or null if it is missing. */
    public @Nullable Object label(InternalRow row) {
      Object value = value(row);
      return value == null ? null : type.label(value);
    }

    @Override
    public boolean isMissing(InternalRow row) {
      try {
        return value(row) == null;
      } catch (BadValueException e) {
        return false; // It is there, and bad, which whoever reads it tells.
      }
    }
  }

  /** Of numbers to predict. */
  public static final class OfNumbers extends TargetReader {
    private static final long serialVersionUID = 1;
    private final NumberType[] types;
    private final int[] ordinals;

    OfNumbers(List<String> names, NumberType[] types, int[] ordinals) {
      super(names);
      this.types = types;
      this.ordinals = ordinals;
    }

    @Override
    public boolean isMissing(InternalRow row) {
      for (int i = 0; i < ordinals.length; i++) {
        if (isMissing(row, i)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public String kind() {
      return "numbers to predict";
    }

    private boolean isMissing(InternalRow row, int i) {
      try {
        return Double.isNaN(number(row, i));
      } catch (BadValueException e) {
        return false; // It is there, and bad, which whoever reads it tells.
      }
    }

    /** NaN if it is missing. */
    private double number(InternalRow row, int i) {
      return row.isNullAt(ordinals[i]) ? Double.NaN : types[i].read(row, ordinals[i]);
    }

    /** The row's numbers, or null if one is missing; throws BadValueException for a bad one. */
    public double @Nullable [] numbers(InternalRow row) {
      double[] numbers = new double[ordinals.length];
      for (int i = 0; i < ordinals.length; i++) {
        numbers[i] = number(row, i);
        if (Double.isNaN(numbers[i])) {
          return null;
        }
        finite(numbers[i]);
      }
      return numbers;
    }

    /** Number i of a row that lacks none; throws BadValueException for a bad one. */
    public double present(InternalRow row, int i) {
      return finite(types[i].read(row, ordinals[i]));
    }
  }
}
