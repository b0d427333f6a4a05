package dev.lockstep.spark.exchange.wire;

import java.nio.ByteBuffer;
import java.util.Queue;

/**
 * What protects frames on their way through a connection: a trailer after each frame's body, which
 * the length at the frame's beginning does not count. Each direction may be used by one thread at a
 * time.
 */
interface Seal {
  /** Leaves frames as they are, until both ends have proved who they are. */
  Seal NONE =
      new Seal() {
        @Override
        public int bytes() {
          return 0;
        }

        @Override
        public void seal(Frame frame, Queue<ByteBuffer> pending) {
          pending.add(frame.bytes());
        }

        @Override
        public ByteBuffer open(ByteBuffer frame) {
          return frame.position(Integer.BYTES).slice();
        }
      };

  /** Bytes of the trailer. */
  int bytes();

  /** Adds the bytes to send for a frame to all that is pending: what has not gone yet. */
  void seal(Frame frame, Queue<ByteBuffer> pending);

  /**
   * The body of a frame that has come, from its length to its trailer; valid until the next call.
   *
   * @throws MalformedException if it is not the next frame that the other end has sent, as it was
   */
  ByteBuffer open(ByteBuffer frame);
}
