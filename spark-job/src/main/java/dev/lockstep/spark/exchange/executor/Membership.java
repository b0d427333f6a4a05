package dev.lockstep.spark.exchange.executor;

import dev.lockstep.linalg.Range;
import dev.lockstep.spark.exchange.message.RelayFrames;
import dev.lockstep.spark.exchange.message.RelayFrames.Place;
import dev.lockstep.spark.exchange.message.Round;
import dev.lockstep.spark.exchange.message.WorkerId;
import dev.lockstep.spark.exchange.topology.Member;
import dev.lockstep.spark.exchange.topology.Occupant;
import dev.lockstep.spark.exchange.topology.Plan;
import dev.lockstep.spark.exchange.topology.Relay;
import dev.lockstep.spark.exchange.wire.Frame;
import dev.lockstep.spark.exchange.wire.FrameChannel;
import dev.lockstep.spark.exchange.wire.MalformedException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An executor's part in one plan: what it gathers, what it hands out, and what it receives. */
final class Membership {
  private final Plan plan;
  private final int me;
  private final Function<String, @Nullable FrameChannel> channels;
  private final List<Set<Integer>> handsOutTo;
  private final Set<Integer> neighbours;
  private final List<WorkerId> workers;
  private final Map<Integer, Gathering> gatherings = new HashMap<>();
  private final RelayFrames.Writer writer = new RelayFrames.Writer();
  private final float[] parameters;
  private final int[] done;
  private long round;
  private int received;

  /**
   * Of the executor of that number.
   *
   * @param channels gives the connection to an executor, or null while there is none
   * @param driver takes what is gathered
   * @param parameters where they go, [n]
   */
  Membership(
      Plan plan,
      int me,
      Function<String, @Nullable FrameChannel> channels,
      Consumer<Frame> driver,
      float[] parameters) {
    this.plan = plan;
    this.me = me;
    this.channels = channels;
    this.handsOutTo = plan.handsOutTo();
    this.neighbours = plan.neighboursOf(me);
    this.workers = workers(plan, me);
    this.parameters = parameters;
    this.done = new int[plan.relays().size()];
    for (int i = 0; i < plan.relays().size(); i++) {
      Relay relay = plan.relays().get(i);
      if (relay.range().to() > parameters.length) {
        throw new MalformedException(relay + " of " + parameters.length + " parameters");
      }
      if (isMine(relay)) {
        gatherings.put(i, new Gathering(plan, i, driver));
      }
    }
  }

  long generation() {
    return plan.generation();
  }

  List<Relay> relays() {
    return plan.relays();
  }

  boolean isMine(Relay relay) {
    return relay.member() == me;
  }

  /** The executors that this one exchanges with. */
  Set<Integer> neighbours() {
    return neighbours;
  }

  /** Whether this executor is the one of the two that calls. */
  boolean calls(int member) {
    return me < member;
  }

  Member member(int number) {
    return plan.members().get(number);
  }

  /** The number of the executor whose connection has that name, or -1. */
  int numberOf(String link) {
    return plan.numberOf(link);
  }

  /** What this executor gathers as the relay of that number. */
  Gathering gathering(int relay) {
    Gathering gathering = gatherings.get(relay);
    if (gathering == null) {
      throw new MalformedException("a part for relay " + relay + ", which is elsewhere");
    }
    return gathering;
  }

  /** Sends to an executor; nothing, if the connection is lost, of which the driver is told. */
  void send(int member, Frame... frames) {
    FrameChannel channel = channels.apply(member(member).id());
    if (channel != null) {
      channel.send(frames);
    }
  }

  /**
   * Parameters have come for a relay, or from it: keeps them, and passes them on where the relay is
   * here. On a thread that serves the sockets.
   *
   * @param rest of the frame, from the step on
   * @return the question that all parameters are there of now, or null
   */
  @Nullable Round receive(Place place, ByteBuffer rest) {
    int number = place.relay();
    if (number < 0 || number >= done.length) {
      throw new MalformedException("parameters of relay " + number + " of " + done.length);
    }
    begin(place.round());
    Relay relay = plan.relays().get(number);
    Set<Integer> those = handsOutTo.get(number);
    if (isMine(relay) && !those.isEmpty()) {
      Frame again = writer.again(place, rest.duplicate());
      those.forEach(member -> send(member, again));
    }
    long step = rest.getLong();
    Range range = relay.range();
    int count = RelayFrames.range(rest, done[number], range, parameters);
    done[number] += count;
    received += count;
    return received == parameters.length
        ? Round.gradient(round, step, parameters).in(generation())
        : null;
  }

  private void begin(long of) {
    if (of != round) {
      round = of;
      received = 0;
      Arrays.fill(done, 0);
      writer.restart();
    }
  }

  /** The workers here that the plan has. */
  List<WorkerId> workers() {
    return workers;
  }

  private static List<WorkerId> workers(Plan plan, int me) {
    List<WorkerId> here = new ArrayList<>();
    for (int seat = 0; seat < plan.seats().size(); seat++) {
      Occupant occupant = plan.seats().get(seat);
      if (occupant.member() == me) {
        here.add(new WorkerId(seat, occupant.attempt()));
      }
    }
    return here;
  }
}
