package dev.lockstep.shard;

import dev.lockstep.linalg.Matrix;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A fixed subset of the examples, packed as float32 rows [features | targets | weight] in a list of
 * blocks of 2^k rows each, so that no array comes near the largest one that a JVM allows. Immutable
 * once built.
 */
public final class Shard implements Serializable {
  private static final long serialVersionUID = 1;

  /** Blocks hold at most this many floats, 4 MiB, and at least one row. */
  private static final int BLOCK_FLOATS = 1 << 20;

  /** From this width on, blocks are larger: arrays take whole regions of the heap. */
  private static final int WIDE = 1 << 17;

  private static final int WIDE_BLOCK_FLOATS = 1 << 24;

  /** How many rows a gather looks ahead. */
  private static final int AHEAD = 32;

  /** Floats in a cache line. */
  private static final int LINE_FLOATS = 16;

  private final int number;
  private final RowFormat format;
  private final int blockBits;
  private final float[][] blocks;
  private final long rows;

  /** Of these very rows: wherever a shard arrives, it is computed anew. */
  private transient @Nullable RowDigest digest;

  /** The widths of a packed row, and what its features become when it is unpacked. */
  public record RowFormat(Expansion expansion, int targets) implements Serializable {
    /** Of rows whose features are a network's inputs as they are. */
    public RowFormat(int features, int targets) {
      this(Expansion.identity(features), targets);
    }

    /** Floats that the features of a row are packed in. */
    public int features() {
      return expansion.packed();
    }

    /** Floats in a row: features, targets, weight. */
    public int width() {
      return features() + targets + 1;
    }

    /** The logarithm of the rows in a full block. */
    int blockBits() {
      int floats = width() < WIDE ? BLOCK_FLOATS : WIDE_BLOCK_FLOATS;
      return 31 - Integer.numberOfLeadingZeros(Math.max(1, floats / width()));
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
            String.format(
                Locale.ROOT,
                "block %d of %d has %d floats; rows have %d floats, full blocks %d rows",
                i,
                blocks.size(),
                length,
                format.width(),
                format.blockRows()));
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
     * added. For few rows, which all fit in one array; others go through a {@link ContentBuilder}.
     */
    public Shard buildByContent() {
      Shard arrived = build();
      float[] all = new float[Math.toIntExact(rows * format.width())];
      int length = 0;
      for (float[] each : arrived.blocks) {
        System.arraycopy(each, 0, all, length, each.length);
        length += each.length;
      }
      ContentBuilder ordered = new ContentBuilder(number, format, rows, 1);
      ordered.add(all, Math.toIntExact(rows));
      return ordered.build();
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

  /** Tells the rows from others; computed when it is first asked for. */
  public RowDigest digest() {
    RowDigest known = digest;
    if (known == null) {
      known = RowDigest.of(blocks, format.width());
      digest = known;
    }
    return known;
  }

  /** This shard, whose digest is known. */
  Shard with(RowDigest known) {
    digest = known;
    return this;
  }

  /** Bytes of packed rows. */
  public long bytes() {
    return rows * format.width() * Float.BYTES;
  }

  /**
   * Where a batch is unpacked to: features [n, inputs], as wide as the expansion of the packed
   * ones, targets [n, t], weights [n, 1], all resized to the same n. Confined to one thread.
   */
  public static final class Destination {
    private final Matrix features;
    private final Matrix targets;
    private final Matrix weights;

    /** The rows that a gather is at. */
    private final long[] rows = new long[AHEAD];

    /** What {@link Shard#approach} has read: used, so that it cannot be optimized away. */
    float seen;

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
      order.fill(into.rows, count, from + i);
      into.seen = approach(into.rows, count);
      unpack(into, i, count);
    }
  }

  /**
   * Reads a float of each of the first four cache lines of the rows, and of the last: rows lie
   * anywhere in memory. These loads do not wait for each other, and bring the rows near before
   * {@link #unpack} copies them; the middle of a long row the processor fetches ahead by itself.
   */
  private float approach(long[] at, int count) {
    float any = 0;
    int last = format.width() - 1;
    int second = Math.min(LINE_FLOATS, last);
    int third = Math.min(2 * LINE_FLOATS, last);
    int fourth = Math.min(3 * LINE_FLOATS, last);
    for (int j = 0; j < count; j++) {
      float[] block = block(at[j]);
      int start = start(at[j]);
      any += block[start] + block[start + second] + block[start + third];
      any += block[start + fourth] + block[start + last];
    }
    return any;
  }

  /** Makes count rows those from first on. */
  private void unpack(Destination into, int first, int count) {
    float[] targets = into.targets.data();
    Expansion expansion = format.expansion();
    int d = format.features();
    int t = format.targets();
    for (int j = 0; j < count; j++) {
      float[] block = block(into.rows[j]);
      int start = start(into.rows[j]);
      expansion.expand(block, start, into.features.data(), into.features.row(first + j));
      int target = into.targets.row(first + j);
      for (int k = 0; k < t; k++) {
        targets[target + k] = block[start + d + k];
      }
      into.weights.data()[into.weights.row(first + j)] = block[start + d + t];
    }
  }

  /** Appends a row to another shard with rows as wide. */
  void copy(long row, Builder into) {
    into.add(block(row), start(row));
  }

  /** Copies a row's packed features. into: overwritten from offset to offset + features. */
  public void copyFeatures(long row, float[] into, int offset) {
    System.arraycopy(block(row), start(row), into, offset, format.features());
  }

  private float[] block(long row) {
    return blocks[(int) (row >>> blockBits)];
  }

  /** Index of the row's first float in its block. */
  private int start(long row) {
    return (int) (row & ((1L << blockBits) - 1)) * format.width();
  }
}
