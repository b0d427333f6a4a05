package dev.lockstep.spark.exchange.wire;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What is ready to be sent: the length of the body in 4 bytes, little-endian, and the body. Its
 * CRC-32C (RFC 3720) is computed at once, while it is still in the processor's cache, and once for
 * all connections that it goes through.
 */
public final class Frame {
  private final ByteBuffer bytes;
  private final int checksum;

  /** Of the buffer's remaining bytes, which must stay as they are until they have gone. */
  public Frame(ByteBuffer bytes) {
    this.bytes = bytes;
    this.checksum = checksum(new CRC32C(), bytes.duplicate());
  }

  static int checksum(CRC32C crc, ByteBuffer frame) {
    crc.reset();
    crc.update(frame);
    return (int) crc.getValue();
  }

  /** Length and body, with a position of its own. */
  ByteBuffer bytes() {
    return bytes.duplicate();
  }

  int checksum() {
    return checksum;
  }
}
