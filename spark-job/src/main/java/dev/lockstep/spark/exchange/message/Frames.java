package dev.lockstep.spark.exchange.message;

import dev.lockstep.spark.exchange.topology.Member;
import dev.lockstep.spark.exchange.wire.Frame;
import dev.lockstep.spark.exchange.wire.FrameChannel;
import dev.lockstep.spark.exchange.wire.MalformedException;
import dev.lockstep.spark.failure.PlainText;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What workers and driver say to each other, as little-endian bytes. A frame begins with its kind
 * and, where it comes from a worker or is for one, with the worker's seat and attempt. What is
 * large goes in chunks of at most {@link #CHUNK_BYTES}. Every length is checked against what is
 * expected; nothing is deserialized.
 */
public final class Frames {
  /** Kinds of worker's frames. */
  public static final byte JOIN = 1;

  public static final byte SUMS = 2;
  public static final byte SUMS_FLOAT16 = 3;
  public static final byte STATES = 4;
  public static final byte FAILURE = 5;
  public static final byte LEAVE = 6;
  public static final byte NOTICE = 7;
  public static final byte UNABLE = 8;
  public static final byte REDUCE = 10;

  /** Kinds of the driver's frames. */
  public static final byte PARAMETERS = 11;

  public static final byte ASK = 12;
  public static final byte RELEASE = 13;
  public static final byte CUT = 14;
  public static final byte TOTAL = 19;

  /** Of both. */
  public static final byte HEARTBEAT = 20;

  /** Kinds by which a plan of relays comes to hold; see {@link PlanFrames}. */
  public static final byte PLAN = 31;

  public static final byte HELLO = 32;
  public static final byte READY = 33;
  public static final byte UNREACHABLE = 34;
  public static final byte ECHO = 35;

  /** Kinds of what travels under a plan; see {@link RelayFrames}. */
  public static final byte RANGE = 41;

  public static final byte PART = 43;
  public static final byte PART_FLOAT16 = 44;
  public static final byte TOTALS = 45;
  public static final byte GATHERED = 46;

  /** Bytes of numbers in a frame. */
  static final int CHUNK_BYTES = 1 << 16;

  /** Begins what a worker leaves with whose task Spark has killed: it has not failed itself. */
  public static final String KILLED = "Spark killed its task: ";

  private static final int MOST_TEXT_BYTES = 1 << 14;
  private static final String SEPARATOR = " on ";
  private static final int MOST_PORT = 65_535;

  /** Of a host, say. */
  private static final int MOST_NAME_BYTES = 512;

  private static final int MOST_NAMES_BYTES = 3 * (Integer.BYTES + MOST_NAME_BYTES);

  private Frames() {}

  /**
   * Where a worker runs.
   *
   * @param link names the connection of its executor
   * @param port at which that listens for other executors, or 0
   */
  public record Home(String executor, String host, String link, int port) {
    /** The executor, as others call it. */
    public Member member() {
      return new Member(link, executor, host, port);
    }

    /** For messages. */
    public String describe() {
      return "executor " + executor + SEPARATOR + host;
    }
  }

  /** Buffers for the frames of one message, allocated once and used again for the next. */
  static final class Buffers {
    private final List<ByteBuffer> buffers = new ArrayList<>();
    private int used;

    /** The frames of the message before have gone. */
    void restart() {
      used = 0;
    }

    /** A buffer for any frame, its length to be written by {@link #end}. */
    ByteBuffer next() {
      if (used == buffers.size()) {
        buffers.add(
            ByteBuffer.allocateDirect(Integer.BYTES + FrameChannel.MOST_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN));
      }
      return buffers.get(used++);
    }
  }

  /** Begins a frame in a buffer. */
  static ByteBuffer begin(ByteBuffer buffer, byte kind) {
    return buffer.clear().position(Integer.BYTES).put(kind);
  }

  /** Begins a worker's frame in a buffer. */
  static ByteBuffer begin(ByteBuffer buffer, byte kind, WorkerId worker) {
    return begin(buffer, kind).putInt(worker.seat()).putLong(worker.attempt());
  }

  /** Writes the length; the frame is ready to be sent. */
  static Frame end(ByteBuffer frame) {
    return new Frame(frame.putInt(0, frame.position() - Integer.BYTES).flip());
  }

  /** A frame that says no more than that. */
  public static Frame of(byte kind, WorkerId worker) {
    return end(begin(small(0), kind, worker));
  }

  /** A worker's frame with a text. */
  public static Frame text(byte kind, WorkerId worker, String text) {
    byte[] bytes = bytes(text);
    return end(begin(small(bytes.length), kind, worker).put(bytes));
  }

  /** Of a text, as many as a frame may have. */
  private static byte[] bytes(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(bytes, Math.min(bytes.length, MOST_TEXT_BYTES));
  }

  /** A worker offers to work. */
  public static Frame join(WorkerId worker, Home home) {
    return end(put(begin(small(MOST_NAMES_BYTES), JOIN, worker), home));
  }

  /** A worker cannot offer to work, and why. */
  public static Frame unable(WorkerId worker, Home home, String why) {
    byte[] text = bytes(why);
    return end(put(begin(small(MOST_NAMES_BYTES + text.length), UNABLE, worker), home).put(text));
  }

  private static ByteBuffer put(ByteBuffer frame, Home home) {
    put(frame, home.executor());
    put(frame, home.host());
    put(frame, home.link());
    return frame.putInt(home.port());
  }

  /** Writes a name, its length before it. */
  static void put(ByteBuffer frame, String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, MOST_NAME_BYTES);
    frame.putInt(length).put(bytes, 0, length);
  }

  /** Reads a name, as text that can be logged. */
  static String name(ByteBuffer frame) {
    int length = frame.getInt();
    if (length < 0 || length > Math.min(MOST_NAME_BYTES, frame.remaining())) {
      throw new MalformedException("a name of " + length + " bytes");
    }
    byte[] bytes = new byte[length];
    frame.get(bytes);
    return PlainText.of(new String(bytes, StandardCharsets.UTF_8));
  }

  /** Where a worker runs that offers to work, or would. */
  public static Home home(ByteBuffer frame) {
    Home home = new Home(name(frame), name(frame), name(frame), frame.getInt());
    if (home.port() < 0 || home.port() > MOST_PORT) {
      throw new MalformedException("a port " + home.port());
    }
    return home;
  }

  static ByteBuffer small(int payload) {
    return ByteBuffer.allocate(64 + payload).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Whom a frame comes from or is for. */
  public static WorkerId worker(ByteBuffer frame) {
    return new WorkerId(frame.getInt(), frame.getLong());
  }

  /** The rest of a frame, as text that can be logged. */
  public static String text(ByteBuffer frame) {
    if (frame.remaining() > MOST_TEXT_BYTES) {
      throw new MalformedException("a text of " + frame.remaining() + " bytes");
    }
    return PlainText.of(StandardCharsets.UTF_8.decode(frame).toString());
  }

  /**
   * Reads where a chunk lies, and checks that it follows on the one before and fills the frame.
   *
   * @return how many numbers it has
   */
  static int chunk(ByteBuffer frame, Chunked whole) {
    int offset = frame.getInt();
    int count = frame.getInt();
    if (offset != whole.done() || count < 1 || count > whole.size() - offset) {
      throw new MalformedException(
          String.format(
              Locale.ROOT,
              "%d numbers from %d on where %d of %d had come",
              count,
              offset,
              whole.done(),
              whole.size()));
    }
    if (frame.remaining() != whole.header() + (long) count * whole.bytes()) {
      throw new MalformedException(
          String.format(
              Locale.ROOT,
              "%d bytes for %d numbers of %d bytes",
              frame.remaining(),
              count,
              whole.bytes()));
    }
    return count;
  }

  /**
   * What comes in chunks.
   *
   * @param done numbers that have come
   * @param size numbers in the whole
   * @param bytes of a number
   * @param header bytes between the count and the numbers of a chunk
   */
  record Chunked(int done, int size, int bytes, int header) {}
}
