package dev.lockstep.model;

import dev.lockstep.linalg.Range;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** Floats as little-endian bytes on streams, converted in bulk. */
public final class FloatBytes {
  private static final int CHUNK = 1 << 14;

  private FloatBytes() {}

  /** Writes all elements. */
  public static void write(float[] data, OutputStream out) throws IOException {
    write(data, new Range(0, data.length), out);
  }

  /** Overwrites all elements; throws EOFException if the stream ends before. */
  public static void read(InputStream in, float[] data) throws IOException {
    read(in, data, new Range(0, data.length));
  }

  /** Writes the elements in the range. */
  static void write(float[] data, Range range, OutputStream out) throws IOException {
    byte[] bytes = chunk(range);
    FloatBuffer floats = view(bytes);
    for (int from = range.from(); from < range.to(); ) {
      int count = Math.min(CHUNK, range.to() - from);
      floats.put(0, data, from, count);
      out.write(bytes, 0, count * Float.BYTES);
      from += count;
    }
  }

  /** Overwrites the elements in the range; throws EOFException if the stream ends before. */
  static void read(InputStream in, float[] data, Range range) throws IOException {
    byte[] bytes = chunk(range);
    FloatBuffer floats = view(bytes);
    for (int from = range.from(); from < range.to(); ) {
      int count = Math.min(CHUNK, range.to() - from);
      if (in.readNBytes(bytes, 0, count * Float.BYTES) < count * Float.BYTES) {
        throw new EOFException("the stream ends early");
      }
      floats.get(0, data, from, count);
      from += count;
    }
  }

  private static byte[] chunk(Range range) {
    return new byte[Math.min(CHUNK, range.length()) * Float.BYTES];
  }

  private static FloatBuffer view(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }
}
