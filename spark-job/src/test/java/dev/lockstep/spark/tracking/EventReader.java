package dev.lockstep.spark.tracking;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Reads event files with code of its own, by the formats' descriptions: frames, the checksum bit by
 * bit, and protocol buffers field by field.
 */
public final class EventReader {
  /**
   * An event.
   *
   * @param version of the file, or nothing
   * @param tag of the only scalar, or nothing
   */
  public record Event(
      double seconds, long step, String version, boolean start, String tag, float value) {}

  private EventReader() {}

  /** All events; throws AssertionError if a frame is broken. */
  public static List<Event> read(byte[] file) {
    List<Event> events = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      byte[] length = bytes(in, 8);
      expect(in.getInt(), length);
      byte[] record = bytes(in, ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getInt());
      expect(in.getInt(), record);
      events.add(event(record));
    }
    return events;
  }

  private static byte[] bytes(ByteBuffer in, int count) {
    byte[] bytes = new byte[count];
    in.get(bytes);
    return bytes;
  }

  private static void expect(int masked, byte[] bytes) {
    int crc = crc32c(bytes);
    if (masked != (int) (((crc >>> 15) | ((long) crc << 17)) + 0xa282ead8L)) {
      throw new AssertionError("a checksum is wrong");
    }
  }

  /** Castagnoli's polynomial, reflected. */
  static int crc32c(byte[] bytes) {
    int crc = -1;
    for (byte each : bytes) {
      crc ^= each & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc >>> 1) ^ ((crc & 1) == 0 ? 0 : 0x82f63b78);
      }
    }
    return ~crc;
  }

  private static Event event(byte[] record) {
    Map<Integer, Object> event = fields(record);
    String tag = "";
    float value = Float.NaN;
    if (event.containsKey(5)) {
      Map<Integer, Object> scalar = fields((byte[]) field(fields((byte[]) field(event, 5)), 1));
      tag = text((byte[]) field(scalar, 1));
      value = Float.intBitsToFloat((Integer) field(scalar, 2));
    }
    boolean start = event.containsKey(7) && field(fields((byte[]) field(event, 7)), 1).equals(1L);
    return new Event(
        Double.longBitsToDouble((Long) field(event, 1)),
        (Long) event.getOrDefault(2, 0L),
        text((byte[]) event.getOrDefault(3, new byte[0])),
        start,
        tag,
        value);
  }

  private static Object field(Map<Integer, Object> message, int number) {
    return Objects.requireNonNull(message.get(number), "field " + number);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Of each field the last value: a Long, or an Integer of 4 bytes, or bytes. */
  private static Map<Integer, Object> fields(byte[] message) {
    Map<Integer, Object> fields = new TreeMap<>();
    ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      long key = varint(in);
      fields.put(
          (int) (key >>> 3),
          switch ((int) (key & 7)) {
            case 0 -> (Object) varint(in);
            case 1 -> (Object) in.getLong();
            case 2 -> bytes(in, (int) varint(in));
            case 5 -> (Object) in.getInt();
            default -> throw new AssertionError("no type of a field: " + (key & 7));
          });
    }
    return fields;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
