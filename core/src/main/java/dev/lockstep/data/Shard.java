package dev.lockstep.data;

import dev.lockstep.linalg.Matrix;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * A fixed subset of the examples, packed as float32 rows [features | targets | weight] in a list of
 * blocks of 2^k rows each, so that no array comes near the largest one that a JVM allows. Immutable
 * once built.
 */
public final class Shard {
  /** Blocks hold at most this many floats, 4 MiB, and at least one row. */
  private static final int BLOCK_FLOATS = 1 << 20;

  /** How many rows a gather looks ahead. */
  private static final int AHEAD = 32;

  private final int number;
  private final RowFormat format;
  private final int blockBits;
  private final float[][] blocks;
  private final long rows;

  /** The widths of a packed row. */
  public record RowFormat(int features, int targets) implements Serializable {
    /** Floats in a row: features, targets, weight. */
    public int width() {
      return features + targets + 1;
    }

    /** The logarithm of the rows in a full block. */
    int blockBits() {
      return 31 - Integer.numberOfLeadingZeros(Math.max(1, BLOCK_FLOATS / width()));
    }

    /** Rows in a full block. */
    public int blockRows() {
      return 1 << blockBits();
    }
  }

  private Shard(int number, RowFormat format, float[][] blocks, long rows) {
    this.number = number;
    this.format = format;
    this.blockBits = format.blockBits();
    this.blocks = blocks;
    this.rows = rows;
  }

  /**
   * A shard over blocks that are full but for the last, which is cut to its rows.
   *
   * @param number its place among all shards, from 0
   * @throws IllegalArgumentException if the blocks do not have these sizes
   */
  public static Shard of(int number, RowFormat format, List<float[]> blocks) {
    long rows = 0;
    for (int i = 0; i < blocks.size(); i++) {
      int length = blocks.get(i).length;
      int full = format.blockRows() * format.width();
      boolean last = i == blocks.size() - 1;
      if (last ? length > full || length % format.width() != 0 : length != full) {
        throw new IllegalArgumentException(
            "block %d of %d has %d floats; rows have %d floats, full blocks %d rows"
                .formatted(i, blocks.size(), length, format.width(), format.blockRows()));
      }
      rows += length / format.width();
    }
    return new Shard(number, format, blocks.toArray(new float[0][]), rows);
  }

  /** Fills a shard row by row. */
  public static final class Builder {
    private final int number;
    private final RowFormat format;
    private final List<float[]> blocks = new ArrayList<>();
    private final long expected;
    private float[] block = new float[0];
    private int used;
    private long rows;

    /** For exactly that many rows: blocks are allocated at their final size. */
    public Builder(int number, RowFormat format, long expected) {
      this.number = number;
      this.format = format;
      this.expected = expected;
    }

    /** Appends the row at source[offset .. offset + width). */
    public Builder add(float[] source, int offset) {
      if (used == block.length) {
        long left = Math.min(expected - rows, format.blockRows());
        if (left <= 0) {
          throw new IllegalStateException("more rows than the " + expected + " announced");
        }
        block = new float[(int) left * format.width()];
        blocks.add(block);
        used = 0;
      }
      System.arraycopy(source, offset, block, used, format.width());
      used += format.width();
      rows++;
      return this;
    }

    /**
     * The shard with its rows ordered by content: the same whatever the order in which they were
     * added.
     */
    public Shard buildByContent() {
      Shard shard = build();
      new ContentOrder(shard).sort();
      return shard;
    }

    /** The shard; throws IllegalStateException if fewer rows were added than announced. */
    public Shard build() {
      if (rows != expected) {
        throw new IllegalStateException(rows + " rows were added, not the announced " + expected);
      }
      return of(number, format, blocks);
    }
  }

  /** Its place among all shards, from 0. */
  public int number() {
    return number;
  }

  public RowFormat format() {
    return format;
  }

  /** Number of examples. */
  public long rows() {
    return rows;
  }

  /** The packed rows: the live arrays. */
  public float[][] blocks() {
    return blocks;
  }

  /** Bytes of packed rows. */
  public long bytes() {
    return rows * format.width() * Float.BYTES;
  }

  /**
   * Where a batch is unpacked to: features [n, d], targets [n, t], weights [n, 1], all resized to
   * the same n. Confined to one thread.
   */
  public static final class Destination {
    private final Matrix features;
    private final Matrix targets;
    private final Matrix weights;

    /** The rows that a gather is at. */
    private final long[] rows = new long[AHEAD];

    public Destination(Matrix features, Matrix targets, Matrix weights) {
      this.features = features;
      this.targets = targets;
      this.weights = weights;
    }
  }

  /**
   * Unpacks the rows at positions from, from + 1, ... of the order, as many as the destination has
   * rows.
   */
  public void gather(RowOrder order, long from, Destination into) {
    int n = into.features.rows();
    for (int i = 0; i < n; i += AHEAD) {
      int count = Math.min(AHEAD, n - i);
      for (int j = 0; j < count; j++) {
        into.rows[j] = order.at(from + i + j);
      }
      gatherEnds(into, i, count);
      gatherFeatures(into, i, count);
    }
  }

  /**
   * Targets, weights, and the first feature of count rows, which become those from first on. Rows
   * lie anywhere in memory: these few loads do not wait for each other, and bring the rows near
   * before {@link #gatherFeatures} copies them.
   */
  private void gatherEnds(Destination into, int first, int count) {
    float[] features = into.features.data();
    float[] targets = into.targets.data();
    float[] weights = into.weights.data();
    int d = format.features();
    int t = format.targets();
    int feature = into.features.row(first);
    int target = into.targets.row(first);
    int weight = into.weights.row(first);
    for (int j = 0; j < count; j++) {
      long row = into.rows[j];
      float[] block = block(row);
      int start = start(row);
      features[feature + j * d] = block[start];
      for (int k = 0; k < t; k++) {
        targets[target + j * t + k] = block[start + d + k];
      }
      weights[weight + j] = block[start + d + t];
    }
  }

  private void gatherFeatures(Destination into, int first, int count) {
    int d = format.features();
    for (int j = 0; j < count; j++) {
      long row = into.rows[j];
      System.arraycopy(
          block(row), start(row), into.features.data(), into.features.row(first + j), d);
    }
  }

  private float[] block(long row) {
    return blocks[(int) (row >>> blockBits)];
  }

  /** Index of the row's first float in its block. */
  private int start(long row) {
    return (int) (row & ((1L << blockBits) - 1)) * format.width();
  }
}
