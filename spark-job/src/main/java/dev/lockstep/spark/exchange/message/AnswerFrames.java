package dev.lockstep.spark.exchange.message;

import dev.lockstep.linalg.Range;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.spark.config.ExchangeConfig.GradientCompression;
import dev.lockstep.spark.exchange.message.Frames.Buffers;
import dev.lockstep.spark.exchange.message.Frames.Chunked;
import dev.lockstep.spark.exchange.message.Round.Kind;
import dev.lockstep.spark.exchange.wire.FrameChannel;
import dev.lockstep.spark.exchange.wire.MalformedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers as frames: the sum of each node and the state of each shard is a part, in chunks that
 * follow their round, the number of the part and what is told of the part as a whole.
 */
public final class AnswerFrames {
  private static final int TOTALS_BYTES = 5 * Long.BYTES;

  private AnswerFrames() {}

  /** Sends a worker's answers. */
  public static final class Writer {
    private final WorkerId worker;
    private final GradientCompression compression;
    private final FrameChannel channel;
    private final Buffers buffers = new Buffers();

    /** Of that worker, over that connection. */
    public Writer(WorkerId worker, GradientCompression compression, FrameChannel channel) {
      this.worker = worker;
      this.compression = compression;
      this.channel = channel;
    }

    /** The frames of the answer before have gone. */
    public void send(long round, Answer answer) {
      buffers.restart();
      List<NodeSum> sums = answer.sums();
      for (int part = 0; part < sums.size(); part++) {
        sendSum(round, part, sums.get(part).sum(), answer.gradients());
      }
      List<byte[]> states = answer.states();
      for (int part = 0; part < states.size(); part++) {
        sendState(round, part, states.get(part));
      }
    }

    private void sendSum(long round, int part, GradientSum sum, int gradients) {
      int size = sum.gradient().length;
      if (compression == GradientCompression.FLOAT16) {
        sendSum(round, part, sum, new Range(0, gradients), true);
        sendSum(round, part, sum, new Range(gradients, size), false);
      } else {
        sendSum(round, part, sum, new Range(0, size), false);
      }
    }

    private void sendSum(long round, int part, GradientSum sum, Range range, boolean compressed) {
      int most = Frames.CHUNK_BYTES / (compressed ? Short.BYTES : Float.BYTES);
      for (int from = range.from(); from < range.to(); from += most) {
        int count = Math.min(most, range.to() - from);
        byte kind = compressed ? Frames.SUMS_FLOAT16 : Frames.SUMS;
        ByteBuffer frame = begin(kind, round, part).putInt(from).putInt(count);
        frame.putDouble(sum.loss()).putDouble(sum.weight());
        frame.putLong(sum.count()).putLong(sum.computeNanos()).putLong(sum.augmentNanos());
        if (compressed) {
          Float16.put(sum.gradient(), from, count, frame);
        } else {
          frame.asFloatBuffer().put(sum.gradient(), from, count);
          frame.position(frame.position() + count * Float.BYTES);
        }
        channel.send(Frames.end(frame));
      }
    }

    private void sendState(long round, int part, byte[] state) {
      for (int from = 0; from < state.length; from += Frames.CHUNK_BYTES) {
        int count = Math.min(Frames.CHUNK_BYTES, state.length - from);
        ByteBuffer frame = begin(Frames.STATES, round, part).putInt(state.length);
        channel.send(Frames.end(frame.putInt(from).putInt(count).put(state, from, count)));
      }
    }

    private ByteBuffer begin(byte kind, long round, int part) {
      return Frames.begin(buffers.next(), kind, worker).putLong(round).putInt(part);
    }
  }

  /** Puts a worker's answers together. */
  public static final class Reader {
    private final Supplier<List<NodeSum>> memory;
    private List<NodeSum> sums = List.of();
    private final int shards;
    private final States expected;
    private final CompressionError error;
    private List<byte[]> states = new ArrayList<>();
    private byte[] state = {};
    private Kind asked = Kind.GRADIENT;
    private int part;
    private int done;

    /**
     * For one worker.
     *
     * @param memory gives sums of its nodes in order, which answers overwrite, when a worker is
     *     first asked for any
     * @param shards whose states it sends
     * @param expected what these are of
     */
    public Reader(
        Supplier<List<NodeSum>> memory, int shards, States expected, CompressionError error) {
      this.memory = memory;
      this.shards = shards;
      this.expected = expected;
      this.error = error;
    }

    /** The next frames will answer that. */
    public void expect(Round round) {
      asked = round.kind();
      sums = sums.isEmpty() && asked == Kind.GRADIENT ? memory.get() : sums;
      states = new ArrayList<>();
      state = new byte[0];
      part = 0;
      done = 0;
    }

    /**
     * Reads a frame of that kind from the number of its part on; null until the answer is whole.
     */
    public @Nullable Answer read(byte kind, ByteBuffer frame) {
      if (isOfStates() != (kind == Frames.STATES)) {
        throw new MalformedException("an answer of kind " + kind + " to another question");
      }
      if (frame.getInt() != part || part == parts()) {
        throw new MalformedException("not the part " + part + " of " + parts());
      }
      int size = isOfStates() ? readState(frame) : readSum(frame, kind == Frames.SUMS_FLOAT16);
      if (done == size) {
        part++;
        done = 0;
      }
      if (part < parts()) {
        return null;
      }
      return isOfStates()
          ? Answer.ofStates(states)
          : Answer.ofSums(sums, sums.get(0).sum().gradient().length);
    }

    private boolean isOfStates() {
      return asked != Kind.GRADIENT;
    }

    private int parts() {
      return isOfStates() ? shards : sums.size();
    }

    private int readSum(ByteBuffer frame, boolean compressed) {
      GradientSum sum = sums.get(part).sum();
      float[] gradient = sum.gradient();
      int bytes = compressed ? Short.BYTES : Float.BYTES;
      int header = TOTALS_BYTES + (compressed ? Float16.HEADER_BYTES : 0);
      int count = Frames.chunk(frame, new Chunked(done, gradient.length, bytes, header));
      sum.setTotals(frame.getDouble(), frame.getDouble(), frame.getLong());
      sum.computeNanos(frame.getLong());
      sum.augmentNanos(frame.getLong());
      if (compressed) {
        Float16.get(frame, gradient, done, count, error);
      } else {
        frame.asFloatBuffer().get(gradient, done, count);
      }
      done += count;
      return gradient.length;
    }

    /** Memory is taken as the bytes come, whatever they promise. */
    private int readState(ByteBuffer frame) {
      int size = frame.getInt();
      if (size < 1 || size > expected.mostBytes(asked)) {
        throw new MalformedException("a state of " + size + " bytes");
      }
      int count = Frames.chunk(frame, new Chunked(done, size, 1, 0));
      if (done + count > state.length) {
        state = Arrays.copyOf(state, (int) Math.min(size, 2L * (done + count)));
      }
      frame.get(state, done, count);
      done += count;
      if (done == size) {
        expected.check(asked, state);
        states.add(state);
        state = new byte[0];
      }
      return size;
    }
  }
}
