package dev.lockstep.spark.exchange.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Queue;
import java.util.zip.CRC32C;

/**
 * Follows each frame with its CRC-32C (RFC 3720) and its number, put together by exclusive or: what
 * broken hardware changes, loses or repeats is found out. Anybody can make one that is right.
 */
final class ChecksumSeal implements Seal {
  private final CRC32C crc = new CRC32C();
  private int sent;
  private int received;

  @Override
  public int bytes() {
    return Integer.BYTES;
  }

  @Override
  public void seal(Frame frame, Queue<ByteBuffer> to) {
    ByteBuffer trailer = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    trailer.putInt(0, frame.checksum() ^ sent++);
    to.add(frame.bytes());
    to.add(trailer);
  }

  @Override
  public ByteBuffer open(ByteBuffer frame) {
    int end = frame.limit() - Integer.BYTES;
    int found = frame.getInt(end);
    if ((Frame.checksum(crc, frame.limit(end).duplicate()) ^ received++) != found) {
      throw new MalformedException("a frame that was changed on its way: its checksum is wrong");
    }
    return frame.position(Integer.BYTES).slice();
  }
}
