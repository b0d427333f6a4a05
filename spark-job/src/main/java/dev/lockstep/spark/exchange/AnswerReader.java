package dev.lockstep.spark.exchange;

import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.spark.exchange.Frames.Chunked;
import dev.lockstep.spark.exchange.wire.MalformedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts a worker's answers together from their frames. */
final class AnswerReader {
  private static final int TOTALS_BYTES = 4 * Long.BYTES;

  private final List<NodeSum> sums;
  private final int shards;
  private final MetricSet metrics;
  private final CompressionError error;
  private List<byte[]> states = new ArrayList<>();
  private byte[] state = {};
  private boolean evaluation;
  private int part;
  private int done;

  /**
   * For one worker.
   *
   * @param sums of its nodes in order, which answers overwrite
   * @param shards whose states it sends
   * @param metrics whose states these are
   */
  AnswerReader(List<NodeSum> sums, int shards, MetricSet metrics, CompressionError error) {
    this.sums = sums;
    this.shards = shards;
    this.metrics = metrics;
    this.error = error;
  }

  /** The next frames will answer that. */
  void expect(Round round) {
    evaluation = round.split() != null;
    states = new ArrayList<>();
    state = new byte[0];
    part = 0;
    done = 0;
  }

  /** Reads a frame of that kind from the number of its part on; null until the answer is whole. */
  @Nullable Result read(byte kind, ByteBuffer frame) {
    if (evaluation != (kind == Frames.STATES)) {
      throw new MalformedException("an answer of kind " + kind + " to another question");
    }
    if (frame.getInt() != part || part == parts()) {
      throw new MalformedException("not the part " + part + " of " + parts());
    }
    int size = evaluation ? readState(frame) : readSum(frame, kind == Frames.SUMS_FLOAT16);
    if (done == size) {
      part++;
      done = 0;
    }
    if (part < parts()) {
      return null;
    }
    return evaluation ? Result.ofStates(states) : Result.ofSums(sums);
  }

  private int parts() {
    return evaluation ? shards : sums.size();
  }

  private int readSum(ByteBuffer frame, boolean compressed) {
    GradientSum sum = sums.get(part).sum();
    float[] gradient = sum.gradient();
    int bytes = compressed ? Short.BYTES : Float.BYTES;
    int header = TOTALS_BYTES + (compressed ? CompressedChunk.HEADER_BYTES : 0);
    int count = Frames.chunk(frame, new Chunked(done, gradient.length, bytes, header));
    sum.setTotals(frame.getDouble(), frame.getDouble(), frame.getLong());
    sum.computeNanos(frame.getLong());
    if (compressed) {
      CompressedChunk.get(frame, gradient, done, count, error);
    } else {
      frame.asFloatBuffer().get(gradient, done, count);
    }
    done += count;
    return gradient.length;
  }

  /** Memory is taken as the bytes come, whatever they promise. */
  private int readState(ByteBuffer frame) {
    int size = frame.getInt();
    if (size < 1 || size > metrics.mostBytes()) {
      throw new MalformedException("a metric state of " + size + " bytes");
    }
    int count = Frames.chunk(frame, new Chunked(done, size, 1, 0));
    if (done + count > state.length) {
      state = Arrays.copyOf(state, (int) Math.min(size, 2L * (done + count)));
    }
    frame.get(state, done, count);
    done += count;
    if (done == size) {
      check(state);
      states.add(state);
      state = new byte[0];
    }
    return size;
  }

  private void check(byte[] bytes) {
    try {
      metrics.state(bytes);
    } catch (IllegalArgumentException e) {
      throw new MalformedException("no metric state: " + e.getMessage(), e);
    }
  }
}
