package dev.lockstep.spark.exchange.message;

import dev.lockstep.linalg.Range;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.spark.exchange.message.Frames.Buffers;
import dev.lockstep.spark.exchange.message.Frames.Chunked;
import dev.lockstep.spark.exchange.topology.Chunks;
import dev.lockstep.spark.exchange.wire.Frame;
import dev.lockstep.spark.exchange.wire.MalformedException;
import dev.lockstep.train.sum.SummationTree.Node;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What travels under a plan. Each frame says of which generation, round and relay it is: what is of
 * another generation than holds is dropped, whatever it says.
 */
public final class RelayFrames {
  private static final int ERROR_BYTES = 2 * Double.BYTES;

  private RelayFrames() {}

  /** Of which exchange a frame is, and through which relay it goes. */
  public record Place(long generation, long round, int relay) {}

  /** Which sum of a worker a part is of: its seat, and the number of the node among its own. */
  public record Source(int seat, int number) {}

  /** Where the next frame is of. */
  public static Place place(ByteBuffer frame) {
    return new Place(frame.getLong(), frame.getLong(), frame.getInt());
  }

  /** What a part is of, behind its place. */
  public static Source source(ByteBuffer frame) {
    return new Source(frame.getInt(), frame.getInt());
  }

  /** Encodes what is sent under one generation; its memory is used again in the next round. */
  public static final class Writer {
    private final Buffers buffers = new Buffers();

    /** All frames of the round before have gone. */
    public void restart() {
      buffers.restart();
    }

    private ByteBuffer begin(byte kind, Place place) {
      ByteBuffer frame = Frames.begin(buffers.next(), kind);
      return frame.putLong(place.generation()).putLong(place.round()).putInt(place.relay());
    }

    private static Frame end(ByteBuffer frame, float[] numbers, int from, int count) {
      frame.asFloatBuffer().put(numbers, from, count);
      return Frames.end(frame.position(frame.position() + count * Float.BYTES));
    }

    /** All parameters of a relay's range for a step, in chunks. */
    public void ranges(Place place, Range range, Round round, List<Frame> to) {
      Chunks chunks = new Chunks(range);
      for (int i = 0; i < chunks.count(); i++) {
        Range chunk = chunks.get(i);
        ByteBuffer frame = begin(Frames.RANGE, place).putLong(round.step());
        frame.putInt(chunk.from()).putInt(chunk.length());
        int from = range.from() + chunk.from();
        to.add(end(frame, round.parameters(), from, chunk.length()));
      }
    }

    /** The same frame once more, of which everything behind the place is left. */
    public Frame again(Place place, ByteBuffer rest) {
      return Frames.end(begin(Frames.RANGE, place).put(rest));
    }

    /** A piece of a worker's sum, for a relay. */
    public Frame part(Place place, Source source, int offset, float[] sum, Range at) {
      return end(part(Frames.PART, place, source, offset, at), sum, at.from(), at.length());
    }

    /** The same in float16. */
    public Frame compressed(Place place, Source source, int offset, float[] sum, Range at) {
      ByteBuffer frame = part(Frames.PART_FLOAT16, place, source, offset, at);
      Float16.put(sum, at.from(), at.length(), frame);
      return Frames.end(frame);
    }

    private ByteBuffer part(byte kind, Place place, Source source, int offset, Range at) {
      ByteBuffer frame = begin(kind, place).putInt(source.seat()).putInt(source.number());
      return frame.putInt(offset).putInt(at.length());
    }

    /**
     * A piece of a relay's sum, for the driver.
     *
     * @param total the number of the node among those of the relay
     * @param cost what compression has cost its parts
     */
    public Frame gathered(Place place, int total, CompressionCost cost, float[] sum, Range at) {
      ByteBuffer frame = begin(Frames.GATHERED, place).putInt(total);
      frame.putInt(at.from()).putInt(at.length()).putDouble(cost.error()).putDouble(cost.norm());
      return end(frame, sum, at.from(), at.length());
    }

    /** What is told of a worker's sums as a whole, straight to the driver. */
    public Frame totals(WorkerId worker, Round round, List<NodeSum> sums) {
      ByteBuffer frame = Frames.begin(buffers.next(), Frames.TOTALS, worker);
      frame.putLong(round.generation()).putLong(round.number()).putInt(sums.size());
      for (NodeSum each : sums) {
        GradientSum sum = each.sum();
        frame.putDouble(sum.loss()).putDouble(sum.weight());
        frame.putLong(sum.count()).putLong(sum.computeNanos()).putLong(sum.augmentNanos());
      }
      return Frames.end(frame);
    }
  }

  /** The squares of what compression has changed and of what it has changed it in. */
  public record CompressionCost(double error, double norm) {
    /** Nothing was compressed. */
    public static final CompressionCost NONE = new CompressionCost(0, 0);

    /** Of both. */
    public CompressionCost plus(CompressionCost other) {
      return new CompressionCost(error + other.error, norm + other.norm);
    }
  }

  /**
   * Reads numbers that follow on others to where they belong.
   *
   * @param done how many have come
   * @param range where all of them go
   * @return how many these are
   */
  public static int range(ByteBuffer frame, int done, Range range, float[] to) {
    int count = Frames.chunk(frame, new Chunked(done, range.length(), Float.BYTES, 0));
    frame.asFloatBuffer().get(to, range.from() + done, count);
    return count;
  }

  /**
   * A piece of a worker's part.
   *
   * @param count how many numbers it has
   */
  public record Piece(int count, CompressionCost cost) {}

  /** The same of a worker's part, of that kind. */
  public static Piece part(byte kind, ByteBuffer frame, int done, float[] to) {
    if (kind == Frames.PART) {
      int count = range(frame, done, new Range(0, to.length), to);
      return new Piece(count, CompressionCost.NONE);
    }
    Chunked whole = new Chunked(done, to.length, Short.BYTES, Float16.HEADER_BYTES);
    int count = Frames.chunk(frame, whole);
    CompressionError cost = new CompressionError();
    Float16.get(frame, to, done, count, cost);
    return new Piece(count, cost.cost());
  }

  /** The same of a relay's sum, whose cost is added to an error. */
  public static int gathered(
      ByteBuffer frame, int done, Range range, float[] to, CompressionError error) {
    int count = Frames.chunk(frame, new Chunked(done, range.length(), Float.BYTES, ERROR_BYTES));
    error.add(frame.getDouble(), frame.getDouble());
    frame.asFloatBuffer().get(to, range.from() + done, count);
    return count;
  }

  /** Reads what is told of a worker's sums as a whole: those of its nodes, without elements. */
  public static List<NodeSum> totals(ByteBuffer frame, List<Node> nodes) {
    if (frame.getInt() != nodes.size()) {
      throw new MalformedException("not the totals of " + nodes.size() + " sums");
    }
    List<NodeSum> totals = new ArrayList<>();
    for (Node node : nodes) {
      GradientSum sum = new GradientSum(0);
      sum.setTotals(frame.getDouble(), frame.getDouble(), frame.getLong());
      sum.computeNanos(frame.getLong());
      sum.augmentNanos(frame.getLong());
      totals.add(new NodeSum(node, sum));
    }
    return totals;
  }
}
