package dev.lockstep.spark.tracking;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Writes records as TensorFlow frames them: the length in 8 bytes, its checksum in 4, the bytes,
 * their checksum in 4, all little-endian.
 */
final class TfRecords {
  private static final int MASK = 0xa282ead8;

  private final OutputStream out;

  TfRecords(OutputStream out) {
    this.out = out;
  }

  void write(byte[] record) throws IOException {
    byte[] length =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(record.length).array();
    ByteBuffer all = ByteBuffer.allocate(16 + record.length).order(ByteOrder.LITTLE_ENDIAN);
    all.put(length).putInt(masked(length)).put(record).putInt(masked(record));
    out.write(all.array());
  }

  /** The CRC-32C, turned by 15 bits to the right, and a constant added. */
  static int masked(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return Integer.rotateRight((int) checksum.getValue(), 15) + MASK;
  }
}
