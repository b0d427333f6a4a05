package dev.lockstep.spark.exchange;

import dev.lockstep.spark.exchange.Frames.Chunked;
import java.nio.ByteBuffer;

/** Puts the parameters of a round together from their frames. */
final class ParametersReader {
  private final float[] parameters;
  private int done;

  /** Into that array, [n]. */
  ParametersReader(float[] parameters) {
    this.parameters = parameters;
  }

  void read(ByteBuffer frame) {
    int count = Frames.chunk(frame, new Chunked(done, parameters.length, Float.BYTES, 0));
    frame.asFloatBuffer().get(parameters, done, count);
    done = (done + count) % parameters.length;
  }
}
