package dev.lockstep.spark.table.statistics;

import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.value.ColumnKind;
import dev.lockstep.shard.Moments;
import dev.lockstep.shard.Standardizer;
import dev.lockstep.spark.table.read.FeatureReader;
import java.io.Serializable;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * What has to be known of a feature column's training values before it can be encoded. Mergeable
 * over parts of the table.
 */
abstract sealed class ColumnStatistics implements Serializable
    permits NumberStatistics, CategoryStatistics, VectorStatistics {
  private static final long serialVersionUID = 1;

  /** Of no rows of a feature that is to be encoded that way. */
  static ColumnStatistics of(FeatureReader feature, Encoding encoding) {
    if (feature instanceof FeatureReader.OfNumber) {
      return new NumberStatistics(
          feature.kind() == ColumnKind.BOOLEAN, encoding.wanted().sketch(encoding.together()));
    } else if (feature instanceof FeatureReader.OfCategory category) {
      return new CategoryStatistics(category.most());
    }
    return new VectorStatistics(encoding.wanted());
  }

  /**
   * Adds a row's value; gives whether there was one, and nothing of it was missing; throws
   * BadValueException if it cannot be used.
   *
   * @param feature the one that these are statistics of
   * @param hashes those that the value is added to
   * @param where tells the row's place in the table
   */
  abstract boolean collect(
      FeatureReader feature, InternalRow row, RowHashes hashes, Supplier<String> where);

  /**
   * The same without adding the value to the statistics; for rows that do not belong to the
   * training split, whose values must not count.
   */
  abstract boolean check(FeatureReader feature, InternalRow row, RowHashes hashes);

  abstract void merge(ColumnStatistics other);

  /** Gives back what memory collecting took, before the statistics are kept or shipped. */
  void pack() {}

  /** The column of the feature schema. */
  abstract FeatureColumn column(Encoding encoding);

  /** Bytes of what is known of quantiles. */
  long quantileBytes() {
    return 0;
  }

  /** The training mean; throws IllegalArgumentException where there is none. */
  static double imputed(String name, Moments moments) {
    if (moments.count() == 0) {
      throw new IllegalArgumentException("nothing is known to impute in the column '" + name + "'");
    }
    return Standardizer.of(moments).mean();
  }
}
