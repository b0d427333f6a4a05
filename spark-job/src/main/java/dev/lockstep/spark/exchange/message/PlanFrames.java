package dev.lockstep.spark.exchange.message;

import dev.lockstep.linalg.Range;
import dev.lockstep.spark.exchange.topology.Member;
import dev.lockstep.spark.exchange.topology.Occupant;
import dev.lockstep.spark.exchange.topology.Plan;
import dev.lockstep.spark.exchange.topology.Relay;
import dev.lockstep.spark.exchange.wire.Frame;
import dev.lockstep.spark.exchange.wire.FrameChannel;
import dev.lockstep.spark.exchange.wire.MalformedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a plan comes to hold: the driver sends it to every executor; these call those that they are
 * to exchange with, say their name, and tell the driver that they are ready, or whom they cannot
 * reach.
 */
public final class PlanFrames {
  private static final int MOST_WHY_BYTES = 512;

  private PlanFrames() {}

  /** Of an executor that cannot reach another: the number of that in the plan, and why. */
  public record Unreachable(long generation, int member, String why) {}

  /** A plan; empty if it is too large for a frame. */
  public static Optional<Frame> of(Plan plan) {
    int names = 0;
    for (Member member : plan.members()) {
      names +=
          bytes(member.id()).length + bytes(member.executor()).length + bytes(member.host()).length;
    }
    int numbers = 4 * plan.members().size() + 3 * plan.seats().size() + 5 * plan.relays().size();
    int size = 64 + names + Integer.BYTES * numbers;
    if (size > FrameChannel.MOST_BYTES) {
      return Optional.empty();
    }
    ByteBuffer frame = Frames.begin(Frames.small(size), Frames.PLAN);
    frame.putLong(plan.generation()).putInt(plan.shards());
    frame.putInt(plan.members().size()).putInt(plan.seats().size()).putInt(plan.relays().size());
    for (Member member : plan.members()) {
      Frames.put(frame, member.id());
      Frames.put(frame, member.executor());
      Frames.put(frame, member.host());
      frame.putInt(member.port());
    }
    for (Occupant each : plan.seats()) {
      frame.putInt(each.member()).putLong(each.attempt());
    }
    for (Relay relay : plan.relays()) {
      frame.putInt(relay.range().from()).putInt(relay.range().to());
      frame.putInt(relay.fromSeat()).putInt(relay.toSeat()).putInt(relay.member());
    }
    return Optional.of(Frames.end(frame));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Reads a plan. */
  public static Plan plan(ByteBuffer frame) {
    long generation = frame.getLong();
    int shards = frame.getInt();
    int members = count(frame);
    int seats = count(frame);
    int relays = count(frame);
    List<Member> all = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      all.add(
          new Member(Frames.name(frame), Frames.name(frame), Frames.name(frame), frame.getInt()));
    }
    List<Occupant> places = new ArrayList<>();
    for (int i = 0; i < seats; i++) {
      places.add(new Occupant(frame.getInt(), frame.getLong()));
    }
    try {
      List<Relay> those = new ArrayList<>();
      for (int i = 0; i < relays; i++) {
        Range range = new Range(frame.getInt(), frame.getInt());
        those.add(new Relay(range, frame.getInt(), frame.getInt(), frame.getInt()));
      }
      return new Plan(generation, shards, all, places, those);
    } catch (IllegalArgumentException e) {
      throw new MalformedException("no plan: " + e.getMessage(), e);
    }
  }

  /** None can have more than bytes follow. */
  private static int count(ByteBuffer frame) {
    int count = frame.getInt();
    if (count < 0 || count > frame.remaining()) {
      throw new MalformedException("a plan of " + count + " parts");
    }
    return count;
  }

  /** An executor tells another who it is. */
  public static Frame hello(String link) {
    byte[] name = bytes(link);
    return Frames.end(Frames.begin(Frames.small(name.length), Frames.HELLO).put(name));
  }

  /** Reads who an executor is. */
  public static String hello(ByteBuffer frame) {
    return Frames.text(frame);
  }

  /** An executor has reached all that it exchanges with. */
  public static Frame ready(long generation) {
    return Frames.end(Frames.begin(Frames.small(0), Frames.READY).putLong(generation));
  }

  /** An executor cannot reach another. */
  public static Frame unreachable(Unreachable what) {
    byte[] why = bytes(what.why());
    int length = Math.min(why.length, MOST_WHY_BYTES);
    ByteBuffer frame = Frames.begin(Frames.small(length), Frames.UNREACHABLE);
    frame.putLong(what.generation()).putInt(what.member());
    return Frames.end(frame.put(why, 0, length));
  }

  /** Reads of whom an executor cannot reach. */
  public static Unreachable unreachable(ByteBuffer frame) {
    return new Unreachable(frame.getLong(), frame.getInt(), Frames.text(frame));
  }

  /** What the other end sends back as it is: a number, and more bytes behind it. */
  public static Frame echo(int number, int bytes) {
    ByteBuffer frame =
        ByteBuffer.allocate(Integer.BYTES + 1 + Integer.BYTES + bytes)
            .order(ByteOrder.LITTLE_ENDIAN);
    Frames.begin(frame, Frames.ECHO).putInt(number);
    return Frames.end(frame.position(frame.limit()));
  }

  /** The same frame again, whose body has been read but for what follows its kind. */
  public static Frame echo(ByteBuffer rest) {
    ByteBuffer frame =
        ByteBuffer.allocate(Integer.BYTES + 1 + rest.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    return Frames.end(Frames.begin(frame, Frames.ECHO).put(rest));
  }
}
