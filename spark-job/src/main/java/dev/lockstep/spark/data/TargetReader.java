package dev.lockstep.spark.data;

import dev.lockstep.model.Target;
import dev.lockstep.spark.data.TableStatistics.SplitStatistics;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.StringType;

/** Reads the label columns of Spark's internal rows. Travels in closures. */
abstract sealed class TargetReader implements Serializable {
  private static final long serialVersionUID = 1;

  private final String name;

  private TargetReader(List<String> names) {
    this.name = String.join(", ", names);
  }

  /** The column's name in the table, or the names of all. */
  String name() {
    return name;
  }

  /** Whether a label is missing. */
  abstract boolean isMissing(InternalRow row);

  /**
   * Adds a row's labels, none of which is missing: a class as String, Long, Double or Boolean, or
   * numbers; throws BadValueException if they cannot be used.
   */
  abstract void collect(InternalRow row, SplitStatistics statistics);

  /** What writes a row's targets; one for each thread. */
  abstract Encoder encoder(Target target);

  /** Writes a row's targets from x[offset] on; throws BadValueException for a class not known. */
  @FunctionalInterface
  interface Encoder {
    void encode(InternalRow row, float[] x, int offset);
  }

  /** The reader of the label columns for a classification or a regression. */
  static TargetReader of(TableColumns columns, List<String> labels, boolean regression) {
    if (regression) {
      NumberType[] types =
          labels.stream().map(label -> columns.number("label", label)).toArray(NumberType[]::new);
      int[] ordinals = labels.stream().mapToInt(label -> columns.ordinal("label", label)).toArray();
      return new OfNumbers(labels, types, ordinals);
    }
    if (labels.size() > 1) {
      throw new BadDataException(
          String.format(
              Locale.ROOT,
              "data.label names %d columns, which is for training.loss: squared_error; a classification has one",
              labels.size()));
    }
    int ordinal = columns.ordinal("label", labels.get(0));
    return new OfClass(labels, ordinal, ClassType.of(columns.type(ordinal), labels.get(0)));
  }

  /** How a class label is read. */
  @FunctionalInterface
  private interface ClassType extends Serializable {
    Object read(InternalRow row, int ordinal);

    static ClassType of(DataType type, String name) {
      if (type instanceof StringType) {
        return (row, ordinal) -> row.getUTF8String(ordinal).toString();
      }
      if (type instanceof BooleanType) {
        return InternalRow::getBoolean;
      }
      NumberType number = NumberType.of(type);
      if (number == null) {
        throw new BadDataException(
            String.format(
                Locale.ROOT,
                "the label column '%s' holds %s values; strings, numbers and booleans can be classes",
                name,
                type.simpleString()));
      }
      if (type instanceof LongType) {
        return InternalRow::getLong;
      }
      if (type instanceof IntegralType) {
        return (row, ordinal) -> (long) number.read(row, ordinal);
      }
      return (row, ordinal) -> finite(number.read(row, ordinal)) + 0.0; // -0.0 is the class 0.0
    }
  }

  private static double finite(double value) {
    if (!(Math.abs(value) <= Float.MAX_VALUE)) {
      throw new BadValueException(value + ", which is not a finite float32 number");
    }
    return value;
  }

  private static final class OfClass extends TargetReader {
    private static final long serialVersionUID = 1;
    private final int ordinal;
    private final ClassType type;

    OfClass(List<String> names, int ordinal, ClassType type) {
      super(names);
      this.ordinal = ordinal;
      this.type = type;
    }

    @Override
    boolean isMissing(InternalRow row) {
      return row.isNullAt(ordinal);
    }

    @Override
    void collect(InternalRow row, SplitStatistics statistics) {
      statistics.addLabel(type.read(row, ordinal));
    }

    @Override
    Encoder encoder(Target target) {
      Map<Object, Integer> places = new HashMap<>();
      for (Object label : ((Target.Classification) target).labels().values()) {
        places.put(label, places.size());
      }
      return (row, x, offset) -> {
        Object label = type.read(row, ordinal);
        Integer place = places.get(label);
        if (place == null) {
          throw new BadValueException("the class " + label + ", which training did not see");
        }
        x[offset] = place;
      };
    }
  }

  private static final class OfNumbers extends TargetReader {
    private static final long serialVersionUID = 1;
    private final NumberType[] types;
    private final int[] ordinals;

    OfNumbers(List<String> names, NumberType[] types, int[] ordinals) {
      super(names);
      this.types = types;
      this.ordinals = ordinals;
    }

    @Override
    boolean isMissing(InternalRow row) {
      for (int ordinal : ordinals) {
        if (row.isNullAt(ordinal)) {
          return true;
        }
      }
      return false;
    }

    @Override
    void collect(InternalRow row, SplitStatistics statistics) {
      double[] numbers = new double[ordinals.length];
      for (int i = 0; i < ordinals.length; i++) {
        numbers[i] = finite(types[i].read(row, ordinals[i]));
      }
      statistics.targets.add(numbers);
    }

    @Override
    Encoder encoder(Target target) {
      return (row, x, offset) -> {
        for (int i = 0; i < ordinals.length; i++) {
          x[offset + i] = (float) finite(types[i].read(row, ordinals[i]));
        }
      };
    }
  }
}
