package dev.lockstep.spark.table.statistics;

import dev.lockstep.shard.QuantileSketch;
import org.jspecify.annotations.Nullable;

/** What has to be known of the values of a column, or of each element of its arrays. */
enum Wanted {
  MOMENTS,
  /** The least and the greatest value too. */
  EXTREMES,
  /** And what is between. */
  QUANTILES;

  /** What quantiles are told by at best: different values, or ranges of them. */
  private static final int MOST_RANGES = 1 << 11;

  /** The same for all columns of numbers together, or all elements of an array: 32 MiB. */
  private static final int ALL_RANGES = 1 << 20;

  /** More columns of numbers, or elements of an array, would leave too few to each. */
  static final int MOST_TOGETHER = 1 << 12;

  /** For one of so many columns or elements; null where moments are enough. */
  @Nullable QuantileSketch sketch(int together) {
    return switch (this) {
      case MOMENTS -> null;
      case EXTREMES -> QuantileSketch.ofExtremes();
      case QUANTILES ->
          new QuantileSketch(Math.min(MOST_RANGES, Integer.highestOneBit(ALL_RANGES / together)));
    };
  }
}
