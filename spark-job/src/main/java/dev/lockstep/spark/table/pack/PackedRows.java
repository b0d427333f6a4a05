package dev.lockstep.spark.table.pack;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.lockstep.spark.table.read.InputOrder.Position;
import java.io.Serializable;
import java.util.Comparator;

/**
 * Packed rows on their way to a shard, and where they come from: a block of the input, and their
 * place among its packages for the shard. Or, before all of these, how many rows there will be.
 */
@DefaultSerializer(PackedRows.Serializer.class)
final class PackedRows implements Serializable {
  private static final long serialVersionUID = 1;

  static final Comparator<PackedRows> INPUT_ORDER =
      Comparator.comparing(PackedRows::position).thenComparingInt(PackedRows::sequence);

  private static final Position NOWHERE = new Position(0, "", 0);

  private final Position position;
  private final int sequence;
  private final float[] rows;

  PackedRows(Position position, int sequence, float[] rows) {
    this.position = position;
    this.sequence = sequence;
    this.rows = rows;
  }

  /** Rows to come, of which there are so many. */
  static PackedRows announcing(int rows) {
    return new PackedRows(NOWHERE, rows, new float[0]);
  }

  /** The number of rows to come, where they are announced. */
  int announced() {
    return sequence;
  }

  Position position() {
    return position;
  }

  int sequence() {
    return sequence;
  }

  /** [n, width], row-major. */
  float[] rows() {
    return rows;
  }

  /** In bulk; Kryo makes it. */
  public static final class Serializer extends com.esotericsoftware.kryo.Serializer<PackedRows> {
    private final FloatArraySerializer arrays = new FloatArraySerializer();

    public Serializer() {
      super(false, true);
    }

    @Override
    public void write(Kryo kryo, Output output, PackedRows rows) {
      output.writeInt(rows.position().listed());
      output.writeString(rows.position().file());
      output.writeLong(rows.position().start());
      output.writeInt(rows.sequence());
      arrays.write(kryo, output, rows.rows());
    }

    @Override
    public PackedRows read(Kryo kryo, Input input, Class<PackedRows> type) {
      Position position = new Position(input.readInt(), input.readString(), input.readLong());
      return new PackedRows(position, input.readInt(), arrays.read(kryo, input, float[].class));
    }
  }
}
