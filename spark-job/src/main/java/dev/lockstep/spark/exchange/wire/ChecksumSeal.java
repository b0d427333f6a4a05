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
  private static final int TRAILERS_BYTES = 64 * Integer.BYTES;

  private final CRC32C crc = new CRC32C();
  private ByteBuffer trailers = newTrailers();
  private int sent;
  private int received;

  private static ByteBuffer newTrailers() {
    return ByteBuffer.allocateDirect(TRAILERS_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public int bytes() {
    return Integer.BYTES;
  }

  @Override
  public void seal(Frame frame, Queue<ByteBuffer> pending) {
    ByteBuffer trailer = trailer(pending.isEmpty());
    trailers.putInt(frame.checksum() ^ sent++);
    pending.add(frame.bytes());
    pending.add(trailer);
  }

  /** Where the next number goes; over those before once they have gone. */
  private ByteBuffer trailer(boolean gone) {
    if (gone) {
      trailers.clear();
    } else if (!trailers.hasRemaining()) {
      trailers = newTrailers();
    }
    return trailers.slice(trailers.position(), Integer.BYTES);
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
