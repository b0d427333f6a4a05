package dev.lockstep.spark.exchange.wire;

import dev.lockstep.spark.config.ExchangeConfig.Protection;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What is ready to be sent: the length of the body in 4 bytes, little-endian, and the body. Its
 * CRC-32C (RFC 3720) is computed where a connection asks for it, and once for all connections that
 * it goes through.
 */
public final class Frame {
  private static final long UNKNOWN = -1;

  private final ByteBuffer bytes;
  private volatile long checksum = UNKNOWN;

  /** Of the buffer's remaining bytes, which must stay as they are until they have gone. */
  public Frame(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /**
   * Computes at once what connections with that protection ask for, while the bytes are still in
   * the processor's cache: for a frame that is sent after many others have been written.
   */
  public Frame readyFor(Protection protection) {
    if (protection == Protection.CHECKSUM) {
      checksum();
    }
    return this;
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

  /** Two threads that ask at once compute the same. */
  int checksum() {
    long known = checksum;
    if (known == UNKNOWN) {
      known = Integer.toUnsignedLong(checksum(new CRC32C(), bytes()));
      checksum = known;
    }
    return (int) known;
  }
}
