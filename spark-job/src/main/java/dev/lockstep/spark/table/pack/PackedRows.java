package dev.lockstep.spark.table.pack;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Shard.RowFormat;
import dev.lockstep.spark.table.read.InputOrder.Position;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import scala.Tuple2;

/**
 * Packed rows on their way to a shard, and where they come from: a block of the input, and their
 * place among its packages for the shard.
 */
@DefaultSerializer(PackedRows.Serializer.class)
final class PackedRows implements Serializable {
  private static final long serialVersionUID = 1;

  static final Comparator<PackedRows> INPUT_ORDER =
      Comparator.comparing(PackedRows::position).thenComparingInt(PackedRows::sequence);

  private final Position position;
  private final int sequence;
  private final float[] rows;

  PackedRows(Position position, int sequence, float[] rows) {
    this.position = position;
    this.sequence = sequence;
    this.rows = rows;
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

  /**
   * The shard of that number, of all that has arrived for it; its rows in the order of the input,
   * or else ordered by content.
   */
  static Shard assemble(
      int number,
      RowFormat format,
      Iterator<Tuple2<Integer, PackedRows>> packages,
      boolean ordered) {
    List<PackedRows> arrived = new ArrayList<>();
    long rows = 0;
    while (packages.hasNext()) {
      PackedRows packed = packages.next()._2();
      arrived.add(packed);
      rows += packed.rows().length / format.width();
    }
    arrived.sort(PackedRows.INPUT_ORDER);
    Shard.Builder builder = new Shard.Builder(number, format, rows);
    // Taken off one by one, so that a package is garbage as soon as its rows are in the shard.
    Deque<PackedRows> queue = new ArrayDeque<>(arrived);
    arrived.clear();
    while (!queue.isEmpty()) {
      float[] floats = queue.remove().rows();
      for (int offset = 0; offset < floats.length; offset += format.width()) {
        builder.add(floats, offset);
      }
    }
    return ordered ? builder.build() : builder.buildByContent();
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
