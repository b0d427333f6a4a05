package dev.lockstep.spark.data;

import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Where the row that a task reads comes from, for messages: its file and its place there. Confined
 * to the task's thread.
 */
final class RowLocation {
  private @Nullable UTF8String file;
  private long blockStart;
  private long row;

  /** The next row is read. */
  @SuppressWarnings("ReferenceEquality") // Spark makes one path object for each block of a file.
  void next() {
    UTF8String current = InputFileBlockHolder.getInputFilePath();
    if (current != file) {
      file = current;
      blockStart = InputFileBlockHolder.getStartOffset();
      row = 0;
    }
    row++;
  }

  @Override
  public String toString() {
    String where = file == null || file.numBytes() == 0 ? "the table" : file.toString();
    return blockStart > 0
        ? "row %,d after byte %,d of %s".formatted(row, blockStart, where)
        : "row %,d of %s".formatted(row, where);
  }
}
