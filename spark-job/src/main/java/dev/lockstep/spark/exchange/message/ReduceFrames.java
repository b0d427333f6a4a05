package dev.lockstep.spark.exchange.message;

import dev.lockstep.spark.exchange.message.Frames.Chunked;
import dev.lockstep.spark.exchange.wire.Frame;
import dev.lockstep.spark.exchange.wire.MalformedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sums in the middle of a round as frames: those of a worker's nodes, one behind the other, and the
 * total that goes back, in chunks of float64 that follow the round and the number of the sum.
 */
public final class ReduceFrames {
  private ReduceFrames() {}

  /** Of a worker, to the driver. */
  public static Frame[] sums(WorkerId worker, PartSums sums) {
    int n = sums.nodes().get(0).length;
    double[] all = new double[n * sums.nodes().size()];
    for (int i = 0; i < sums.nodes().size(); i++) {
      System.arraycopy(sums.nodes().get(i), 0, all, i * n, n);
    }
    return frames(Frames.REDUCE, worker, new Whole(sums.round(), sums.number(), all));
  }

  /** To a worker, from the driver. */
  public static Frame[] total(WorkerId worker, long round, int number, double[] total) {
    return frames(Frames.TOTAL, worker, new Whole(round, number, total));
  }

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Whole(long round, int number, double[] numbers) {}

  private static Frame[] frames(byte kind, WorkerId worker, Whole whole) {
    int most = Frames.CHUNK_BYTES / Double.BYTES;
    double[] numbers = whole.numbers();
    List<Frame> frames = new ArrayList<>();
    for (int from = 0; from < numbers.length; from += most) {
      int count = Math.min(most, numbers.length - from);
      int bytes = count * Double.BYTES;
      ByteBuffer frame = Frames.begin(Frames.small(bytes), kind, worker).putLong(whole.round());
      frame.putInt(whole.number()).putInt(from).putInt(count);
      frame.asDoubleBuffer().put(numbers, from, count);
      frames.add(Frames.end(frame.position(frame.position() + bytes)));
    }
    return frames.toArray(new Frame[0]);
  }

  /** Puts together what comes in chunks; a number of a sum is expected before it comes. */
  public static final class Reader {
    private double[] numbers = {};
    private long round;
    private int number;
    private int done;

    /** The next frames of that round and number have so many numbers. */
    public void expect(long ofRound, int ofNumber, int size) {
      numbers = new double[size];
      round = ofRound;
      number = ofNumber;
      done = 0;
    }

    /**
     * Reads a frame behind its worker; gives the numbers when all have come.
     *
     * @throws MalformedException if it is of another sum
     */
    public double @Nullable [] read(ByteBuffer frame) {
      if (frame.getLong() != round || frame.getInt() != number || done == numbers.length) {
        throw new MalformedException("not the sum " + number + " of round " + round);
      }
      int count = Frames.chunk(frame, new Chunked(done, numbers.length, Double.BYTES, 0));
      frame.asDoubleBuffer().get(numbers, done, count);
      done += count;
      return done == numbers.length ? numbers : null;
    }
  }

  /** Puts a worker's sums of a round together, which come in the order of their numbers. */
  public static final class PartReader {
    private final List<Integer> sizes;
    private final int nodes;
    private final Reader reader = new Reader();
    private long round;
    private int next;

    /**
     * Of one worker.
     *
     * @param sizes how many numbers each sum of a round has
     * @param nodes that cover its shards
     */
    public PartReader(List<Integer> sizes, int nodes) {
      this.sizes = sizes;
      this.nodes = nodes;
    }

    /** The next sums will be those of that round. */
    public void expect(Round asked) {
      round = asked.number();
      next = 0;
      expectNext();
    }

    private void expectNext() {
      reader.expect(round, next, next < sizes.size() ? nodes * sizes.get(next) : 0);
    }

    /** Reads a frame behind its worker; null until a sum is whole. */
    public @Nullable PartSums read(ByteBuffer frame) {
      double[] all = reader.read(frame);
      if (all == null) {
        return null;
      }
      int n = sizes.get(next);
      List<double[]> parts = new ArrayList<>();
      for (int i = 0; i < nodes; i++) {
        parts.add(Arrays.copyOfRange(all, i * n, (i + 1) * n));
      }
      PartSums sums = new PartSums(round, next, parts);
      next++;
      expectNext();
      return sums;
    }
  }
}
