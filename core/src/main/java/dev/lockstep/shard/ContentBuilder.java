package dev.lockstep.shard;

import dev.lockstep.shard.Shard.RowFormat;

/**
 * Fills a shard whose rows are ordered by content: the same whatever the order in which they were
 * added. They are added range by range of their hashes, so that what is sorted at a time is small,
 * and each row is written once, where it stays.
 */
public final class ContentBuilder {
  /** Ranges of {@link RowHash#range}, at most. */
  public static final int MOST_RANGES = 1 << 10;

  private final Shard.Builder builder;
  private final RowDigest.Builder digest = new RowDigest.Builder();
  private final ContentOrder order;
  private final int width;

  /**
   * For exactly that many rows.
   *
   * @param number of the shard
   * @param ranges in which the rows are added, a power of two
   */
  public ContentBuilder(int number, RowFormat format, long expected, int ranges) {
    this.builder = new Shard.Builder(number, format, expected);
    this.width = format.width();
    this.order = new ContentOrder(width, expected, RowHash.rangeBits(ranges));
  }

  /**
   * Appends the first rows of an array, all those of the next range, in any order.
   *
   * @param rows [at least n, width], not modified
   */
  public void add(float[] rows, int n) {
    order.sort(rows, n);
    for (int place = 0; place < n; place++) {
      int row = order.row(place);
      digest.add(order.hash(row));
      builder.add(rows, row * width);
    }
  }

  /** The shard; throws IllegalStateException if fewer rows were added than announced. */
  public Shard build() {
    return builder.build().with(digest.build());
  }
}
