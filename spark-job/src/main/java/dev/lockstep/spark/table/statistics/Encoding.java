package dev.lockstep.spark.table.statistics;

import dev.lockstep.feature.MissingValues;
import dev.lockstep.shard.MinMaxScaler;
import dev.lockstep.shard.Moments;
import dev.lockstep.shard.QuantileSketch;
import dev.lockstep.shard.RobustScaler;
import dev.lockstep.shard.Scaling;
import dev.lockstep.shard.Standardizer;
import dev.lockstep.spark.config.NumbersConfig.PiecewiseLinear;
import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a column is to be encoded: what is asked for before anything is known of its values, so that
 * it tells what has to be known of them.
 *
 * @param scale of numbers
 * @param bins of a column of numbers that is encoded piecewise linearly, otherwise null
 * @param together number of columns of numbers whose quantiles are wanted
 */
record Encoding(
    String name,
    Scaling.Kind scale,
    MissingValues missing,
    @Nullable PiecewiseLinear bins,
    int together)
    implements Serializable {
  /** Of a column whose numbers stay as they are. */
  static Encoding plain(String name) {
    return new Encoding(name, Scaling.Kind.NONE, MissingValues.ERROR, null, 1);
  }

  /** What that takes to be known. */
  Wanted wanted() {
    if (scale == Scaling.Kind.ROBUST || bins != null) {
      return Wanted.QUANTILES;
    }
    return scale == Scaling.Kind.MIN_MAX ? Wanted.EXTREMES : Wanted.MOMENTS;
  }

  /**
   * What scales values of which that is known.
   *
   * @param sketch of what is {@link #wanted}
   * @throws IllegalArgumentException if there are none to tell
   */
  Scaling scaling(Moments moments, @Nullable QuantileSketch sketch) {
    if (sketch != null && sketch.count() == 0) {
      throw new IllegalArgumentException("nothing is known to scale the column '" + name + "' by");
    }
    return switch (scale) {
      case NONE -> Standardizer.none();
      case STANDARD -> Standardizer.of(moments);
      case MIN_MAX -> MinMaxScaler.of(Objects.requireNonNull(sketch));
      case ROBUST -> RobustScaler.of(Objects.requireNonNull(sketch));
    };
  }
}
