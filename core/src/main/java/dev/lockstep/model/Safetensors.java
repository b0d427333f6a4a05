package dev.lockstep.model;

import dev.lockstep.linalg.Range;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The safetensors format, float32 only: 8 bytes of little-endian header length, a JSON header, the
 * tensors' little-endian bytes (github.com/huggingface/safetensors).
 *
 * <p>Reading is strict: a file is either read completely or refused with a {@link
 * CorruptModelException}, and every length is checked against the file's before memory is taken.
 */
public final class Safetensors {
  private Safetensors() {}

  /** All that a file holds, its tensors in the order of their bytes. */
  public record Contents(List<NamedTensor> tensors, Map<String, String> metadata) {}

  /**
   * A file to be read.
   *
   * @param length bytes in the file
   * @param name for messages
   */
  public record Source(InputStream in, long length, String name) {
    /** Over a file in memory. */
    public static Source of(byte[] bytes, String name) {
      return new Source(new ByteArrayInputStream(bytes), bytes.length, name);
    }
  }

  /**
   * Writes tensors in their order; the data begin at a multiple of 8 bytes. Neither flushes nor
   * closes.
   *
   * @throws IllegalArgumentException for a name that occurs twice or is "__metadata__"
   */
  public static void write(
      OutputStream out, List<NamedTensor> tensors, Map<String, String> metadata)
      throws IOException {
    byte[] header = SafetensorsHeader.format(tensors, metadata);
    out.write(lengthBytes().putLong(0, header.length).array());
    out.write(header);
    for (NamedTensor tensor : tensors) {
      FloatBytes.write(tensor.data(), tensor.range(), out);
    }
  }

  /** Reads a file into arrays of their own, one for each tensor. Does not close. */
  public static Contents read(Source source) throws IOException {
    SafetensorsHeader header = readHeader(source);
    List<NamedTensor> tensors = new ArrayList<>();
    for (SafetensorsHeader.Entry entry : header.entries()) {
      tensors.add(new NamedTensor(entry.name(), entry.shape(), new float[entry.elements()]));
    }
    readData(source, header, tensors);
    return new Contents(List.copyOf(tensors), header.metadata());
  }

  /** Reads up to the first byte of data. */
  static SafetensorsHeader readHeader(Source source) throws IOException {
    long most = Math.min(SafetensorsHeader.MAX_BYTES, source.length() - Long.BYTES);
    if (most < 2) {
      throw CorruptModelException.found(
          source.name(),
          "file",
          source.length() + " bytes",
          "at least 10: 8 of header length and a header");
    }
    byte[] lengthBytes = source.in().readNBytes(Long.BYTES);
    if (lengthBytes.length < Long.BYTES) {
      throw truncated(source);
    }
    long length = lengthBytes().put(lengthBytes).getLong(0);
    if (length < 2 || length > most) {
      throw CorruptModelException.found(
          source.name(),
          "header length",
          Long.toUnsignedString(length),
          "2 to " + most + " in a file of " + source.length() + " bytes");
    }
    byte[] header = source.in().readNBytes((int) length);
    if (header.length < length) {
      throw truncated(source);
    }
    return SafetensorsHeader.parse(header, source);
  }

  /** Reads the data into destinations that the header was checked against. */
  static void readData(Source source, SafetensorsHeader header, List<NamedTensor> destinations)
      throws IOException {
    Map<String, NamedTensor> byName = new HashMap<>();
    destinations.forEach(tensor -> byName.put(tensor.name(), tensor));
    for (SafetensorsHeader.Entry entry : header.entries()) {
      NamedTensor tensor = Objects.requireNonNull(byName.get(entry.name()));
      Range range = tensor.range();
      try {
        FloatBytes.read(source.in(), tensor.data(), range);
      } catch (EOFException e) {
        throw truncated(source);
      }
    }
  }

  private static CorruptModelException truncated(Source source) {
    return CorruptModelException.found(
        source.name(), "file", "its end too early", source.length() + " bytes");
  }

  private static ByteBuffer lengthBytes() {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }
}
