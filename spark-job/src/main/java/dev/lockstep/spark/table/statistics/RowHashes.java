package dev.lockstep.spark.table.statistics;

import dev.lockstep.linalg.Randomness;
import dev.lockstep.spark.table.read.FeatureReader;
import dev.lockstep.spark.table.read.RowReader;
import dev.lockstep.spark.table.read.TargetReader;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Hashes of some rows, of what training reads of them: 128 bits each, in two halves that start from
 * the names and kinds of the columns, and take value after value as it is read, whatever the type
 * that a file has it in. Confined to one thread.
 */
final class RowHashes {
  /** Odd, with bits well mixed: any such number serves. */
  private static final long OTHER = 0x9E3779B97F4A7C15L;

  /** Stands for a value that is not there; as a number, NaN does. */
  private static final long MISSING = Double.doubleToLongBits(Double.NaN);

  private final long start;
  private final long otherStart;
  private long[] hashes = new long[0];
  private long[] others = new long[0];
  private long[] bits = new long[0];
  private int size;
  private int row;

  RowHashes(RowReader reader) {
    this.start = XXH64.hashUTF8String(UTF8String.fromString(columns(reader)), 0);
    this.otherStart = Randomness.mix(start ^ OTHER);
  }

  private static String columns(RowReader reader) {
    StringBuilder columns = new StringBuilder();
    TargetReader target = reader.target();
    columns.append(target.name()).append('\0').append(target.kind());
    columns.append('\0').append(reader.weight() == null ? "" : reader.weight().name());
    for (FeatureReader feature : reader.features()) {
      columns.append('\0').append(feature.name()).append('\0').append(feature.kind());
    }
    return columns.toString();
  }

  /** The next rows, of which nothing is known yet. */
  void begin(int rows) {
    if (rows > hashes.length) {
      hashes = new long[rows];
      others = new long[rows];
      bits = new long[rows];
    }
    size = rows;
    for (int i = 0; i < rows; i++) {
      hashes[i] = start;
      others[i] = otherStart;
    }
  }

  /** The values that follow are of row i. */
  void of(int i) {
    row = i;
  }

  void add(double number) {
    add(Double.doubleToLongBits(number));
  }

  private void add(long bits) {
    hashes[row] = Randomness.mix(hashes[row] ^ bits);
    others[row] = Randomness.mix(others[row] ^ bits);
  }

  /** Adds the elements of an array, or that there is none. */
  void add(double @Nullable [] elements) {
    if (elements == null) {
      add(MISSING);
      return;
    }
    add((long) elements.length);
    for (double element : elements) {
      add(element);
    }
  }

  /** Adds a text, or that there is none. */
  void add(@Nullable UTF8String text) {
    if (text == null) {
      add(MISSING);
    } else {
      hashes[row] = XXH64.hashUTF8String(text, hashes[row]);
      others[row] = XXH64.hashUTF8String(text, others[row]);
    }
  }

  /** Adds a class: a String, Long, Double or Boolean. */
  void addClass(Object label) {
    if (label instanceof Double number) {
      add(number.doubleValue());
    } else if (label instanceof Long number) {
      add(number.longValue());
    } else {
      add(UTF8String.fromString(label.toString()));
    }
  }

  /**
   * Adds number i, none of them NaN, to row i, for all rows. In three loops, of which the compiler
   * makes two that take several rows at once.
   */
  void addAll(double[] numbers) {
    for (int i = 0; i < size; i++) {
      bits[i] = Double.doubleToRawLongBits(numbers[i]);
    }
    mixAll(hashes, bits, size);
    mixAll(others, bits, size);
  }

  private static void mixAll(long[] hashes, long[] bits, int n) {
    for (int i = 0; i < n; i++) {
      hashes[i] = Randomness.mix(hashes[i] ^ bits[i]);
    }
  }

  /** Adds the rows, of which everything is known now. */
  void addTo(SplitDigest digest) {
    for (int i = 0; i < size; i++) {
      digest.add(hashes[i], others[i]);
    }
  }
}
