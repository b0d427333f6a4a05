package dev.lockstep.spark.table.pack;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Float arrays as little-endian bytes in bulk, where Kryo's own serializer writes element by
 * element.
 */
public final class FloatArraySerializer extends Serializer<float[]> {
  private static final int CHUNK_FLOATS = 1 << 13;

  @Override
  public void write(Kryo kryo, Output output, float[] floats) {
    output.writeInt(floats.length);
    byte[] bytes = new byte[Math.min(floats.length, CHUNK_FLOATS) * Float.BYTES];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < floats.length; from += CHUNK_FLOATS) {
      int length = Math.min(CHUNK_FLOATS, floats.length - from);
      buffer.clear().asFloatBuffer().put(floats, from, length);
      output.writeBytes(bytes, 0, length * Float.BYTES);
    }
  }

  @Override
  public float[] read(Kryo kryo, Input input, Class<float[]> type) {
    float[] floats = new float[input.readInt()];
    byte[] bytes = new byte[Math.min(floats.length, CHUNK_FLOATS) * Float.BYTES];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < floats.length; from += CHUNK_FLOATS) {
      int length = Math.min(CHUNK_FLOATS, floats.length - from);
      input.readBytes(bytes, 0, length * Float.BYTES);
      buffer.clear().asFloatBuffer().get(floats, from, length);
    }
    return floats;
  }
}
