package dev.lockstep.spark.table.read;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoSerializable;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import org.apache.spark.rdd.InputFileBlockHolder;
import org.apache.spark.sql.execution.vectorized.Dictionary;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * Rows that follow each other in a block of a file, as a batch of columns in which a text that
 * comes back is kept once.
 */
final class TextChunk implements Serializable, KryoSerializable {
  private static final long serialVersionUID = 1;

  /** Rows in a chunk at most: as many as Spark's readers have in a batch. */
  static final int MOST_ROWS = 4096;

  /** Stands for a value that is null. */
  static final short NULL = -1;

  private String file;
  private long start;
  private long length;
  private boolean first;
  private int rows;
  private byte[][][] texts;
  private short[][] places;

  /**
   * Of a block of a file, which may be the empty name where there is none.
   *
   * @param first whether these are the first rows of the block
   * @param texts [columns, different texts of the column], UTF-8
   * @param places [columns, rows] in these, or {@link #NULL}
   */
  TextChunk(FileBlock block, boolean first, int rows, byte[][][] texts, short[][] places) {
    this.file = block.file();
    this.start = block.start();
    this.length = block.length();
    this.first = first;
    this.rows = rows;
    this.texts = texts;
    this.places = places;
  }

  /** A part of a file that a task reads at once. */
  record FileBlock(String file, long start, long length) {}

  /** The rows, as those of the task that reads them, for which Spark then tells their file. */
  ColumnarBatch batch(DataType[] types) {
    if (first) {
      InputFileBlockHolder.set(file, start, length);
    }
    ColumnVector[] columns = new ColumnVector[types.length];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = column(i, types[i]);
    }
    return new ColumnarBatch(columns, rows);
  }

  private ColumnVector column(int i, DataType type) {
    OnHeapColumnVector column = new OnHeapColumnVector(rows, type);
    column.setDictionary(new Texts(texts[i]));
    OnHeapColumnVector ids = (OnHeapColumnVector) column.reserveDictionaryIds(rows);
    for (int row = 0; row < rows; row++) {
      if (places[i][row] == NULL) {
        column.putNull(row);
      } else {
        ids.putInt(row, places[i][row]);
      }
    }
    return column;
  }

  /** Different texts, of which some may be integers. */
  private static final class Texts implements Dictionary {
    private final byte[][] texts;

    Texts(byte[][] texts) {
      this.texts = texts;
    }

    @Override
    public byte[] decodeToBinary(int id) {
      return texts[id];
    }

    @Override
    public int decodeToInt(int id) {
      return Integer.parseInt(new String(texts[id], StandardCharsets.UTF_8));
    }

    @Override
    public long decodeToLong(int id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public float decodeToFloat(int id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public double decodeToDouble(int id) {
      throw new UnsupportedOperationException();
    }
  }

  @Override
  public void write(Kryo kryo, Output output) {
    output.writeString(file);
    output.writeLong(start);
    output.writeLong(length);
    output.writeBoolean(first);
    output.writeInt(rows);
    output.writeInt(texts.length);
    for (int i = 0; i < texts.length; i++) {
      output.writeInt(texts[i].length);
      for (byte[] text : texts[i]) {
        output.writeInt(text.length, true);
        output.writeBytes(text);
      }
      output.writeShorts(places[i]);
    }
  }

  @Override
  public void read(Kryo kryo, Input input) {
    file = input.readString();
    start = input.readLong();
    length = input.readLong();
    first = input.readBoolean();
    rows = input.readInt();
    texts = new byte[input.readInt()][][];
    places = new short[texts.length][];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = new byte[input.readInt()][];
      for (int j = 0; j < texts[i].length; j++) {
        texts[i][j] = input.readBytes(input.readInt(true));
      }
      places[i] = input.readShorts(rows);
    }
  }
}
