package dev.lockstep.spark.data;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import dev.lockstep.spark.data.InputOrder.Place;

/** Packages of rows in bulk. */
final class PackedRowsSerializer extends Serializer<PackedRows> {
  private final FloatArraySerializer arrays = new FloatArraySerializer();

  PackedRowsSerializer() {
    super(false, true);
  }

  @Override
  public void write(Kryo kryo, Output output, PackedRows rows) {
    output.writeInt(rows.place().listed());
    output.writeString(rows.place().file());
    output.writeLong(rows.place().start());
    output.writeInt(rows.sequence());
    arrays.write(kryo, output, rows.rows());
  }

  @Override
  public PackedRows read(Kryo kryo, Input input, Class<PackedRows> type) {
    Place place = new Place(input.readInt(), input.readString(), input.readLong());
    return new PackedRows(place, input.readInt(), arrays.read(kryo, input, float[].class));
  }
}
