package dev.lockstep.spark.data;

import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Where the row that a task reads comes from, for messages: its file and its place there. Confined
 * to the task's thread.
 */
final class RowLocation {
  private UTF8String file = UTF8String.EMPTY_UTF8;
  private long blockStart;
  private long row;

  /** The next row is read. */
  void next() {
    UTF8String current = InputFileBlockHolder.getInputFilePath();
    long start = InputFileBlockHolder.getStartOffset();
    if (start != blockStart || !current.equals(file)) {
      file = current.copy();
      blockStart = start;
      row = 0;
    }
    row++;
  }

  @Override
  public String toString() {
    String where = file.numBytes() == 0 ? "the table" : file.toString();
    return blockStart > 0
        ? "row %,d after byte %,d of %s".formatted(row, blockStart, where)
        : "row %,d of %s".formatted(row, where);
  }
}
