package dev.lockstep.spark.table.score;

import dev.lockstep.spark.table.BadDataException;
import dev.lockstep.spark.table.read.RowLocation;
import dev.lockstep.spark.table.read.RowReader.MalformedReader;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;

/** The rows of one partition that are what their format allows, and where each is in the table. */
final class WellFormedRows implements Iterator<InternalRow> {
  private final Iterator<InternalRow> rows;
  private final @Nullable MalformedReader malformed;
  private final LongAccumulator leftOut;
  private final RowLocation location = new RowLocation();
  private @Nullable InternalRow next;

  /**
   * Of those rows.
   *
   * @param malformed how to tell rows that are not; null if there are none
   * @param leftOut counts the others, where they are to be left out
   */
  WellFormedRows(
      Iterator<InternalRow> rows, @Nullable MalformedReader malformed, LongAccumulator leftOut) {
    this.rows = rows;
    this.malformed = malformed;
    this.leftOut = leftOut;
  }

  @Override
  public boolean hasNext() {
    while (next == null && rows.hasNext()) {
      location.next(1);
      InternalRow row = rows.next();
      String text = malformed == null ? null : malformed.text(row);
      if (malformed == null || text == null) {
        next = row;
      } else {
        leaveOut(malformed, text);
      }
    }
    return next != null;
  }

  private void leaveOut(MalformedReader reader, String text) {
    if (!reader.drop()) {
      throw new BadDataException(
          "malformed row: "
              + reader.found(text)
              + ", in "
              + place()
              + "; --malformed drop leaves such rows out");
    }
    leftOut.add(1);
  }

  @Override
  public InternalRow next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    InternalRow row = next;
    next = null;
    return row;
  }

  /** Of the row that was given last, for messages. */
  String place() {
    return location.of(0);
  }
}
