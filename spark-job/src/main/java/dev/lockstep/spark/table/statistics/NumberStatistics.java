package dev.lockstep.spark.table.statistics;

import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.feature.FeatureColumn.Numeric.Source;
import dev.lockstep.feature.MissingValues;
import dev.lockstep.feature.PiecewiseLinear;
import dev.lockstep.shard.Moments;
import dev.lockstep.shard.QuantileSketch;
import dev.lockstep.shard.Scaling;
import dev.lockstep.spark.config.NumbersConfig;
import dev.lockstep.spark.table.read.FeatureReader;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** What is known of a column of numbers or booleans. */
final class NumberStatistics extends ColumnStatistics {
  private static final long serialVersionUID = 1;

  final Moments moments = new Moments();
  private final boolean bool;
  private final @Nullable QuantileSketch sketch;

  NumberStatistics(boolean bool) {
    this(bool, null);
  }

  /** With what tells quantiles, if they are to be known. */
  NumberStatistics(boolean bool, @Nullable QuantileSketch sketch) {
    this.bool = bool;
    this.sketch = sketch;
  }

  /** Adds numbers[0 .. n), all of them there and usable. */
  void addAll(double[] numbers, int n) {
    moments.addAll(numbers, n);
    if (sketch != null) {
      sketch.addAll(numbers, n);
    }
  }

  @Override
  boolean collect(
      FeatureReader feature, InternalRow row, RowHashes hashes, Supplier<String> where) {
    double number = ((FeatureReader.OfNumber) feature).usable(row);
    hashes.add(number);
    if (Double.isNaN(number)) {
      return false;
    }
    moments.add(number);
    if (sketch != null) {
      sketch.add(number, 1);
    }
    return true;
  }

  @Override
  boolean check(FeatureReader feature, InternalRow row, RowHashes hashes) {
    double number = ((FeatureReader.OfNumber) feature).usable(row);
    hashes.add(number);
    return !Double.isNaN(number);
  }

  @Override
  void merge(ColumnStatistics other) {
    NumberStatistics more = (NumberStatistics) other;
    moments.merge(more.moments);
    if (sketch != null && more.sketch != null) {
      sketch.merge(more.sketch);
    }
  }

  @Override
  void pack() {
    moments.pack();
    if (sketch != null) {
      sketch.settle();
    }
  }

  @Override
  FeatureColumn column(Encoding encoding) {
    boolean imputes = encoding.missing() == MissingValues.IMPUTE;
    Scaling scaling = encoding.scaling(moments, sketch);
    return new FeatureColumn.Numeric(
        encoding.name(),
        bool ? Source.BOOLEAN : Source.NUMBER,
        scaling,
        imputes ? OptionalDouble.of(imputed(encoding.name(), moments)) : OptionalDouble.empty(),
        bins(encoding.bins(), scaling));
  }

  private Optional<PiecewiseLinear> bins(
      NumbersConfig.@Nullable PiecewiseLinear asked, Scaling scaling) {
    return asked == null || sketch == null
        ? Optional.empty()
        : PiecewiseLinear.of(sketch.quantiles(asked.bins()), scaling, asked.scaled());
  }

  @Override
  long quantileBytes() {
    return sketch == null ? 0 : sketch.bytes();
  }
}
