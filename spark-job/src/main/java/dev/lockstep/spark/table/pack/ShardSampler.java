package dev.lockstep.spark.table.pack;

import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.feature.OneHotColumns;
import dev.lockstep.shard.Shard;
import dev.lockstep.train.Split;
import java.io.Serializable;
import java.util.Map;

/**
 * Looks through shards as they are built: counts unseen categories in all rows, and takes every
 * m-th row of a split, the whole of a small one. A shard that is ordered by content has its rows in
 * an order as good as random, so that these are a random sample; and the same for any partitions
 * and executors. Travels in closures.
 */
final class ShardSampler implements Serializable {
  private static final long serialVersionUID = 1;

  /** Rows of a split that are taken, give or take one for each shard. */
  private static final int MOST_ROWS = 1 << 13;

  /** Floats of a split that are taken: 8 MiB. */
  private static final int MOST_FLOATS = 1 << 21;

  /** Of rows so wide that fewer would be taken, none are. */
  private static final int FEWEST_ROWS = 100;

  private final OneHotColumns categories;

  /** By the number of the split; 0 takes no row. */
  private final long[] strides = new long[Split.values().length];

  /**
   * For shards of packed rows of that schema.
   *
   * @param rows of each split
   */
  ShardSampler(FeatureSchema features, Map<Split, Long> rows) {
    this.categories = new OneHotColumns(features);
    int most = Math.min(MOST_ROWS, MOST_FLOATS / features.expansion().packed());
    boolean several = rows.values().stream().filter(count -> count > 0).count() > 1;
    if (several && most >= FEWEST_ROWS) {
      rows.forEach(
          (split, count) -> strides[split.number()] = Math.max(1, (count + most - 1) / most));
    }
  }

  /** In how many rows each column of categories has an unseen one: [columns]. */
  long[] unseen(Shard shard) {
    long[] unseen = new long[categories.size()];
    int width = shard.format().width();
    for (float[] block : shard.blocks()) {
      for (int at = 0; unseen.length > 0 && at < block.length; at += width) {
        for (int i = 0; i < unseen.length; i++) {
          unseen[i] += categories.isUnseen(i, block, at) ? 1 : 0;
        }
      }
    }
    return unseen;
  }

  /** The packed features of the rows that are taken of a shard of that split: [n, features]. */
  float[] sample(Shard shard, Split split) {
    long stride = strides[split.number()];
    if (stride == 0) {
      return new float[0];
    }
    int width = shard.format().features();
    // Shards begin at different rows, so that no row of a small one is left out for its place.
    long first = shard.number() % stride;
    int rows = (int) Math.max(0, (shard.rows() - first + stride - 1) / stride);
    float[] sample = new float[rows * width];
    for (int i = 0; i < rows; i++) {
      shard.copyFeatures(first + i * stride, sample, i * width);
    }
    return sample;
  }
}
