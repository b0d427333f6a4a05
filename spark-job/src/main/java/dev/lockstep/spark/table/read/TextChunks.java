package dev.lockstep.spark.table.read;

import dev.lockstep.spark.table.read.TextChunk.FileBlock;
import dev.lockstep.spark.table.value.TextMemo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Makes chunks of the rows of a partition, each of rows of one block of a file. */
final class TextChunks implements Iterator<TextChunk> {
  private static final FileBlock NO_FILE = new FileBlock("", 0, 0);

  private final Iterator<InternalRow> rows;
  private final Column[] columns;
  private @Nullable UTF8String file;
  private FileBlock block = NO_FILE;
  private boolean first = true;
  private int count;
  private int chunk;

  /** The texts of a column in the chunk that is being made. */
  private final class Column {
    private final @Nullable TextReader reader;
    private final TextMemo<int[]> known = new TextMemo<>(text -> new int[] {-1, 0});
    private final List<byte[]> texts = new ArrayList<>();
    private short[] places = new short[0];

    Column(@Nullable TextReader reader) {
      this.reader = reader;
    }

    void begin() {
      texts.clear();
      places = new short[TextChunk.MOST_ROWS];
    }

    void add(InternalRow row, int ordinal) {
      places[count] =
          reader == null || row.isNullAt(ordinal)
              ? TextChunk.NULL
              : place(reader.read(row, ordinal));
    }

    private short place(UTF8String text) {
      int[] last = known.of(text);
      if (last[0] != chunk) {
        last[0] = chunk;
        last[1] = texts.size();
        texts.add(text.getBytes());
      }
      return (short) last[1];
    }
  }

  /** Reads a value as a text. */
  @FunctionalInterface
  interface TextReader {
    UTF8String read(InternalRow row, int ordinal);
  }

  /**
   * Of rows.
   *
   * @param readers of the columns, null for one that is not kept
   */
  TextChunks(Iterator<InternalRow> rows, @Nullable TextReader[] readers) {
    this.rows = rows;
    this.columns = Arrays.stream(readers).map(Column::new).toArray(Column[]::new);
    begin();
  }

  private void begin() {
    count = 0;
    chunk++;
    for (Column column : columns) {
      column.begin();
    }
  }

  @Override
  public boolean hasNext() {
    return count > 0 || rows.hasNext();
  }

  @Override
  public TextChunk next() {
    while (count < TextChunk.MOST_ROWS && rows.hasNext()) {
      InternalRow row = rows.next();
      if (moved()) {
        TextChunk before = count > 0 ? take() : null;
        enter();
        add(row);
        if (before != null) {
          return before;
        }
      } else {
        add(row);
      }
    }
    if (count == 0) {
      throw new NoSuchElementException();
    }
    return take();
  }

  /** Whether the row that was read last is the first of a block of a file. */
  @SuppressWarnings("ReferenceEquality") // Spark makes one path object for each block of a file.
  private boolean moved() {
    return InputFileBlockHolder.getInputFilePath() != file;
  }

  private void enter() {
    UTF8String path = InputFileBlockHolder.getInputFilePath();
    file = path;
    block =
        new FileBlock(
            path.toString(),
            InputFileBlockHolder.getStartOffset(),
            InputFileBlockHolder.getLength());
    first = true;
  }

  private void add(InternalRow row) {
    for (int i = 0; i < columns.length; i++) {
      columns[i].add(row, i);
    }
    count++;
  }

  private TextChunk take() {
    byte[][][] texts = new byte[columns.length][][];
    short[][] places = new short[columns.length][];
    for (int i = 0; i < columns.length; i++) {
      texts[i] = columns[i].texts.toArray(new byte[0][]);
      places[i] = Arrays.copyOf(columns[i].places, count);
    }
    TextChunk taken = new TextChunk(block, first, count, texts, places);
    first = false;
    begin();
    return taken;
  }
}
