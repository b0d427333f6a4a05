package dev.lockstep.spark.exchange;

import dev.lockstep.spark.exchange.Frames.Worker;
import dev.lockstep.spark.exchange.wire.Frame;
import dev.lockstep.train.Split;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Encodes rounds: the parameters once for all connections, then a question for each worker. */
final class RoundWriter {
  private static final int GRADIENT = -1;
  private static final int ASK_BYTES = 64;

  private final FrameBuffers buffers = new FrameBuffers();
  private Frame[] frames = new Frame[0];
  private long encoded;

  /**
   * The frames with a round's parameters, the same until the next round.
   *
   * @param before is run before the frames of the round before are overwritten
   */
  Frame[] parameters(Round round, Runnable before) {
    if (encoded != round.number()) {
      before.run();
      frames = encode(round).toArray(new Frame[0]);
      encoded = round.number();
    }
    return frames;
  }

  private List<Frame> encode(Round round) {
    float[] parameters = round.parameters();
    int most = Frames.CHUNK_BYTES / Float.BYTES;
    List<Frame> chunks = new ArrayList<>();
    buffers.restart();
    for (int from = 0; from < parameters.length; from += most) {
      int count = Math.min(most, parameters.length - from);
      ByteBuffer frame = Frames.begin(buffers.next(), Frames.PARAMETERS);
      frame.putInt(from).putInt(count).asFloatBuffer().put(parameters, from, count);
      chunks.add(Frames.end(frame.position(frame.position() + count * Float.BYTES)));
    }
    return chunks;
  }

  /** The question to one worker, whose parameters have been sent before. */
  static Frame ask(Worker worker, Round round) {
    Split split = round.split();
    ByteBuffer frame = ByteBuffer.allocate(ASK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    Frames.begin(frame, Frames.ASK, worker).putLong(round.number()).putLong(round.step());
    return Frames.end(frame.putInt(split == null ? GRADIENT : split.number()));
  }

  /** Reads a question after its worker. */
  static Round asked(ByteBuffer frame, float[] parameters) {
    long number = frame.getLong();
    long step = frame.getLong();
    int split = frame.getInt();
    return split == GRADIENT
        ? Round.gradient(number, step, parameters)
        : Round.evaluation(number, Split.numbered(split), parameters);
  }
}
