package dev.lockstep.spark.exchange;

import dev.lockstep.nn.GradientSum;
import dev.lockstep.train.Split;
import dev.lockstep.train.SummationTree.Node;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What workers and driver say to each other, as little-endian bytes. A worker's frame begins with
 * its kind, place and attempt; its answer to a round names the round. The driver's frame begins
 * with its kind. Every length is checked against what is expected before anything is allocated;
 * nothing is deserialized.
 */
final class Frames {
  /** Kinds of worker's frames. */
  static final byte JOIN = 1;

  static final byte SUMS = 2;
  static final byte STATES = 3;
  static final byte FAILURE = 4;
  static final byte HEARTBEAT = 5;

  /** Kinds of the driver's frames. */
  static final byte ROUND = 11;

  static final byte SAME_ROUND = 12;
  static final byte RELEASE = 13;

  private static final int GRADIENT = -1;
  private static final int HEADER_BYTES = 1 + Integer.BYTES + Long.BYTES;
  private static final int NODE_BYTES = 2 * Integer.BYTES + 4 * Long.BYTES;
  private static final int MOST_TEXT_BYTES = 1 << 16;

  private Frames() {}

  /** A frame that cannot have come from a worker or driver of this session. */
  static final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MalformedException(String message) {
      super(message);
    }
  }

  /** Who sends a worker's frame. */
  record Sender(int place, long attempt) {}

  static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer begin(byte kind, Sender sender, int payload) {
    return allocate(HEADER_BYTES + payload)
        .put(kind)
        .putInt(sender.place())
        .putLong(sender.attempt());
  }

  static ByteBuffer heartbeat(Sender sender) {
    return begin(HEARTBEAT, sender, 0).flip();
  }

  /** Offers to work; says where. */
  static ByteBuffer join(Sender sender, String where) {
    return text(JOIN, sender, where);
  }

  /** Tells why the worker gives up. */
  static ByteBuffer failure(Sender sender, String message) {
    return text(FAILURE, sender, message);
  }

  private static ByteBuffer text(byte kind, Sender sender, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, MOST_TEXT_BYTES);
    return begin(kind, sender, Integer.BYTES + length).putInt(length).put(bytes, 0, length).flip();
  }

  static String text(ByteBuffer frame) {
    int length = count(frame, MOST_TEXT_BYTES, 1);
    byte[] bytes = new byte[length];
    frame.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** A worker's answer, written into a buffer that is reused if it is large enough. */
  static ByteBuffer result(Sender sender, long round, Result result, @Nullable ByteBuffer reuse) {
    boolean sums = result.states().isEmpty();
    int payload = Long.BYTES + Integer.BYTES;
    for (NodeSum each : result.sums()) {
      payload = Math.addExact(payload, NODE_BYTES + each.sum().gradient().length * Float.BYTES);
    }
    for (double[] state : result.states()) {
      payload = Math.addExact(payload, Integer.BYTES + state.length * Double.BYTES);
    }
    int size = HEADER_BYTES + payload;
    ByteBuffer frame = reuse != null && reuse.capacity() >= size ? reuse.clear() : allocate(size);
    frame.put(sums ? SUMS : STATES).putInt(sender.place()).putLong(sender.attempt());
    frame.putLong(round);
    if (sums) {
      putSums(frame, result.sums());
    } else {
      putStates(frame, result.states());
    }
    return frame.flip();
  }

  private static void putSums(ByteBuffer frame, List<NodeSum> sums) {
    frame.putInt(sums.size());
    for (NodeSum each : sums) {
      GradientSum sum = each.sum();
      frame.putInt(each.node().from()).putInt(each.node().to());
      frame.putDouble(sum.loss()).putDouble(sum.weight());
      frame.putLong(sum.count()).putLong(sum.computeNanos());
      putFloats(frame, sum.gradient());
    }
  }

  private static void putStates(ByteBuffer frame, List<double[]> states) {
    frame.putInt(states.size());
    for (double[] state : states) {
      frame.putInt(state.length);
      frame.asDoubleBuffer().put(state);
      frame.position(frame.position() + state.length * Double.BYTES);
    }
  }

  private static void putFloats(ByteBuffer frame, float[] floats) {
    frame.asFloatBuffer().put(floats);
    frame.position(frame.position() + floats.length * Float.BYTES);
  }

  private static void getFloats(ByteBuffer frame, float[] floats) {
    frame.asFloatBuffer().get(floats);
    frame.position(frame.position() + floats.length * Float.BYTES);
  }

  /** Reads gradient sums into those of the nodes expected, in order. */
  static void sums(ByteBuffer frame, List<NodeSum> expected) {
    if (frame.getInt() != expected.size()) {
      throw new MalformedException("another number of sums than " + expected.size());
    }
    for (NodeSum each : expected) {
      GradientSum sum = each.sum();
      require(frame, NODE_BYTES + (long) sum.gradient().length * Float.BYTES);
      Node node = new Node(frame.getInt(), frame.getInt());
      if (!node.equals(each.node())) {
        throw new MalformedException("a sum of " + node + " instead of " + each.node());
      }
      sum.setTotals(frame.getDouble(), frame.getDouble(), frame.getLong());
      sum.computeNanos(frame.getLong());
      getFloats(frame, sum.gradient());
    }
  }

  /** Reads metric states, of that many shards and of that many numbers each. */
  static List<double[]> states(ByteBuffer frame, int shards, int size) {
    if (frame.getInt() != shards) {
      throw new MalformedException("another number of states than " + shards);
    }
    List<double[]> states = new ArrayList<>();
    for (int i = 0; i < shards; i++) {
      if (frame.getInt() != size) {
        throw new MalformedException("a state of another length than " + size);
      }
      require(frame, (long) size * Double.BYTES);
      double[] state = new double[size];
      frame.asDoubleBuffer().get(state);
      frame.position(frame.position() + size * Double.BYTES);
      states.add(state);
    }
    return states;
  }

  /** A round with its parameters, written into a buffer that is reused if it is large enough. */
  static ByteBuffer round(Round round, @Nullable ByteBuffer reuse) {
    int size = 1 + 2 * Long.BYTES + Integer.BYTES + round.parameters().length * Float.BYTES;
    ByteBuffer frame = reuse != null && reuse.capacity() >= size ? reuse.clear() : allocate(size);
    putRound(frame.put(ROUND), round);
    putFloats(frame, round.parameters());
    return frame.flip();
  }

  /** A round whose parameters have gone out over the same connection before. */
  static ByteBuffer sameRound(Round round) {
    return putRound(allocate(1 + 2 * Long.BYTES + Integer.BYTES).put(SAME_ROUND), round).flip();
  }

  private static ByteBuffer putRound(ByteBuffer frame, Round round) {
    Split split = round.split();
    return frame
        .putLong(round.number())
        .putLong(round.step())
        .putInt(split == null ? GRADIENT : split.number());
  }

  static ByteBuffer release() {
    return allocate(1).put(RELEASE).flip();
  }

  /**
   * Reads a driver's frame; null where it releases. Parameters are overwritten, unless they have
   * come before.
   */
  static @Nullable Round round(ByteBuffer response, float[] parameters) {
    ByteBuffer frame = response.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    byte kind = frame.get();
    if (kind == RELEASE) {
      return null;
    }
    if (kind != ROUND && kind != SAME_ROUND) {
      throw new MalformedException("a frame of the unknown kind " + kind);
    }
    long number = frame.getLong();
    long step = frame.getLong();
    int split = frame.getInt();
    if (kind == ROUND) {
      require(frame, (long) parameters.length * Float.BYTES);
      getFloats(frame, parameters);
    }
    return split == GRADIENT
        ? Round.gradient(number, step, parameters)
        : Round.evaluation(number, split(split), parameters);
  }

  private static Split split(int number) {
    try {
      return Split.numbered(number);
    } catch (IllegalArgumentException e) {
      throw new MalformedException(String.valueOf(e.getMessage()));
    }
  }

  private static int count(ByteBuffer frame, int most, int bytesEach) {
    int count = frame.getInt();
    if (count < 0 || count > most) {
      throw new MalformedException(
          "a length of " + count + " where at most " + most + " are allowed");
    }
    require(frame, (long) count * bytesEach);
    return count;
  }

  private static void require(ByteBuffer frame, long bytes) {
    if (frame.remaining() < bytes) {
      throw new MalformedException(
          "a frame ends after %d of the %d bytes that should follow"
              .formatted(frame.remaining(), bytes));
    }
  }
}
