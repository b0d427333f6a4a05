package dev.lockstep.spark.exchange;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Buffers for the frames of one message, allocated once and used again for the next. */
final class FrameBuffers {
  private final List<ByteBuffer> buffers = new ArrayList<>();
  private int used;

  /** The frames of the message before have gone. */
  void restart() {
    used = 0;
  }

  ByteBuffer next() {
    if (used == buffers.size()) {
      buffers.add(Frames.buffer());
    }
    return buffers.get(used++);
  }
}
