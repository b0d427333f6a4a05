package dev.lockstep.spark.data;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;

/** Packages of rows in bulk. */
final class PackedRowsSerializer extends Serializer<PackedRows> {
  private final FloatArraySerializer arrays = new FloatArraySerializer();

  PackedRowsSerializer() {
    super(false, true);
  }

  @Override
  public void write(Kryo kryo, Output output, PackedRows rows) {
    output.writeInt(rows.partition());
    output.writeInt(rows.sequence());
    arrays.write(kryo, output, rows.rows());
  }

  @Override
  public PackedRows read(Kryo kryo, Input input, Class<PackedRows> type) {
    return new PackedRows(
        input.readInt(), input.readInt(), arrays.read(kryo, input, float[].class));
  }
}
