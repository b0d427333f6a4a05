package dev.lockstep.spark.data;

import dev.lockstep.model.MissingValues;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is read of one table: features, labels, weight, and to which split a row belongs.
 * Travels in closures.
 *
 * @param weight how to read the weight, or null if all weigh 1
 * @param splitOrdinal the place of the column that holds the ordinal of a row's split
 */
record TableReader(
    List<FeatureReader> features,
    TargetReader target,
    @Nullable WeightReader weight,
    int splitOrdinal,
    MissingValues missing)
    implements Serializable {
  /** Reads the weight column. */
  record WeightReader(String name, int ordinal, NumberType type) implements Serializable {
    /** The weight; throws BadValueException if it is missing, negative or not finite. */
    float read(InternalRow row) {
      if (row.isNullAt(ordinal)) {
        throw new BadValueException("no value; weights must be given for every row");
      }
      double weight = type.read(row, ordinal);
      if (!(weight >= 0 && weight <= Float.MAX_VALUE)) {
        throw new BadValueException(weight + "; weights must be finite and at least 0");
      }
      return (float) weight;
    }
  }

  /** The weight of a row. */
  float weight(InternalRow row) {
    return weight == null ? 1f : weight.read(row);
  }

  /** The ordinal of the row's split. */
  int split(InternalRow row) {
    return row.getInt(splitOrdinal);
  }

  /** The first feature that the row lacks, or null. */
  @Nullable FeatureReader firstMissing(InternalRow row) {
    for (FeatureReader feature : features) {
      if (feature.isMissing(row)) {
        return feature;
      }
    }
    return null;
  }

  /** Whether the row is left out because something is missing. */
  boolean drops(InternalRow row) {
    return missing == MissingValues.DROP && (target.isMissing(row) || firstMissing(row) != null);
  }
}
