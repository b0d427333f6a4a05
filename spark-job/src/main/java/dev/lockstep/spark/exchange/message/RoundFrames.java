package dev.lockstep.spark.exchange.message;

import dev.lockstep.spark.config.ExchangeConfig.Protection;
import dev.lockstep.spark.exchange.message.Frames.Buffers;
import dev.lockstep.spark.exchange.message.Frames.Chunked;
import dev.lockstep.spark.exchange.message.Round.Kind;
import dev.lockstep.spark.exchange.wire.Frame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Rounds as frames: the parameters, once for all connections, then a question for each worker. */
public final class RoundFrames {
  private static final int ASK_BYTES = 64;

  private RoundFrames() {}

  /** The question to one worker, whose parameters have been sent before. */
  public static Frame ask(WorkerId worker, Round round) {
    ByteBuffer frame = ByteBuffer.allocate(ASK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    Frames.begin(frame, Frames.ASK, worker).putLong(round.number());
    frame.putInt(round.kind().number()).putLong(round.subject());
    return Frames.end(frame.putDouble(round.threshold()));
  }

  /** Encodes the parameters of rounds. */
  public static final class Writer {
    private final Protection protection;
    private final Buffers buffers = new Buffers();
    private Frame[] frames = new Frame[0];
    private long encoded;

    /** For connections with that protection. */
    public Writer(Protection protection) {
      this.protection = protection;
    }

    /**
     * The frames with a round's parameters, the same until the next round.
     *
     * @param before is run before the frames of the round before are overwritten
     */
    public Frame[] parameters(Round round, Runnable before) {
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
        frame.position(frame.position() + count * Float.BYTES);
        chunks.add(Frames.end(frame).readyFor(protection));
      }
      return chunks;
    }
  }

  /** Puts the parameters of rounds together, and reads questions. */
  public static final class Reader {
    private final float[] parameters;
    private int done;

    /** Into that array, [n]. */
    public Reader(float[] parameters) {
      this.parameters = parameters;
    }

    /** Reads a frame with parameters. */
    public void read(ByteBuffer frame) {
      int count = Frames.chunk(frame, new Chunked(done, parameters.length, Float.BYTES, 0));
      frame.asFloatBuffer().get(parameters, done, count);
      done = (done + count) % parameters.length;
    }

    /** Reads a question after its worker. */
    public Round asked(ByteBuffer frame) {
      long number = frame.getLong();
      Kind kind = Kind.numbered(frame.getInt());
      return new Round(number, kind, frame.getLong(), frame.getDouble(), parameters);
    }
  }
}
