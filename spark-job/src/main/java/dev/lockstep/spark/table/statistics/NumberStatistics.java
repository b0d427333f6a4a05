package dev.lockstep.spark.table.statistics;

import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureColumn.Numeric.Source;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.shard.Moments;
import dev.lockstep.spark.table.read.FeatureReader;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;

/** What is known of a column of numbers or booleans. */
final class NumberStatistics extends ColumnStatistics {
  private static final long serialVersionUID = 1;

  final Moments moments = new Moments();
  private final boolean bool;

  NumberStatistics(boolean bool) {
    this.bool = bool;
  }

  @Override
  boolean collect(FeatureReader feature, InternalRow row, Supplier<String> where) {
    double number = ((FeatureReader.OfNumber) feature).usable(row);
    if (Double.isNaN(number)) {
      return false;
    }
    moments.add(number);
    return true;
  }

  @Override
  boolean check(FeatureReader feature, InternalRow row) {
    return !Double.isNaN(((FeatureReader.OfNumber) feature).usable(row));
  }

  @Override
  void merge(ColumnStatistics other) {
    moments.merge(((NumberStatistics) other).moments);
  }

  @Override
  void pack() {
    moments.pack();
  }

  @Override
  FeatureColumn column(Encoding encoding) {
    boolean imputes = encoding.missing() == MissingValues.IMPUTE;
    return new FeatureColumn.Numeric(
        encoding.name(),
        bool ? Source.BOOLEAN : Source.NUMBER,
        standardizer(encoding, moments),
        imputes ? OptionalDouble.of(imputed(encoding.name(), moments)) : OptionalDouble.empty());
  }
}
