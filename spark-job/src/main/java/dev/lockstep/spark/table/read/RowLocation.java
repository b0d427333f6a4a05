package dev.lockstep.spark.table.read;

import dev.lockstep.spark.table.read.InputOrder.Position;
import java.util.Locale;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows that a task reads come from, for messages: their file and their place there.
 * Confined to the task's thread.
 */
public final class RowLocation {
  private @Nullable UTF8String file;
  private long blockStart;
  private long before;
  private int rows;

  /** The next rows are read, all of one file; whether they are the first of a block of it. */
  @SuppressWarnings("ReferenceEquality") // Spark makes one path object for each block of a file.
  public boolean next(int count) {
    UTF8String current = InputFileBlockHolder.getInputFilePath();
    boolean moved = current != file;
    if (moved) {
      file = current;
      blockStart = InputFileBlockHolder.getStartOffset();
      before = 0;
      rows = 0;
    }
    before += rows;
    rows = count;
    return moved;
  }

  /** The position of the rows that were read last in the order of the input. */
  public Position position(InputOrder order, int partition) {
    return order.position(partition, file == null ? "" : file.toString(), blockStart);
  }

  /** Of the row at that place, from 0, among those that were read last. */
  public String of(int place) {
    long row = before + place + 1;
    String where = file == null || file.numBytes() == 0 ? "the table" : file.toString();
    return blockStart > 0
        ? String.format(Locale.ROOT, "row %,d after byte %,d of %s", row, blockStart, where)
        : String.format(Locale.ROOT, "row %,d of %s", row, where);
  }
}
