package dev.lockstep.spark.exchange.wire;

import java.nio.ByteBuffer;

/** What is done to frames on their way through a connection. */
interface Seal {
  /** Leaves frames as they are. */
  Seal NONE =
      new Seal() {
        @Override
        public ByteBuffer seal(ByteBuffer frame) {
          return frame;
        }

        @Override
        public ByteBuffer open(ByteBuffer body) {
          return body;
        }
      };

  /** The bytes to send for a frame, its length first in both. */
  ByteBuffer seal(ByteBuffer frame);

  /**
   * The body of the frame that was sealed, valid until the next call.
   *
   * @throws MalformedException if it was not sealed by the other end, or not as the next frame
   */
  ByteBuffer open(ByteBuffer body);
}
