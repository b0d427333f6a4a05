package dev.lockstep.spark.exchange.driver;

import dev.lockstep.nn.GradientSum;
import dev.lockstep.spark.config.ExchangeConfig.Topology;
import dev.lockstep.spark.exchange.message.Answer;
import dev.lockstep.spark.exchange.message.CompressionError;
import dev.lockstep.spark.exchange.message.NodeSum;
import dev.lockstep.spark.exchange.message.PlanFrames;
import dev.lockstep.spark.exchange.message.PlanFrames.Unreachable;
import dev.lockstep.spark.exchange.message.RelayFrames;
import dev.lockstep.spark.exchange.message.RelayFrames.Place;
import dev.lockstep.spark.exchange.message.Round;
import dev.lockstep.spark.exchange.message.Round.Kind;
import dev.lockstep.spark.exchange.topology.Member;
import dev.lockstep.spark.exchange.topology.Plan;
import dev.lockstep.spark.exchange.topology.Relay;
import dev.lockstep.spark.exchange.topology.Relays;
import dev.lockstep.spark.exchange.wire.Frame;
import dev.lockstep.spark.exchange.wire.MalformedException;
import dev.lockstep.train.sum.SummationTree.Node;
import dev.lockstep.train.sum.TreeSum;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver's side of gradients that come through relays. When all seats are filled it tells every
 * executor the plan; when all are ready it sends the parameters to the relays, and asks. Once a
 * worker is lost or comes, all that begins again, for the round under way too. Used under the
 * coordinator's lock.
 */
final class Relaying {
  private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);

  /** Within which the driver itself learns of an executor that others cannot reach. */
  private static final Duration DOUBT = Duration.ofSeconds(3);

  /** Within which all executors are ready for a plan. */
  private static final Duration PREPARATION = Duration.ofSeconds(30);

  /** How often executors that live connect again in a session. */
  private static final int MOST_MENDED = 5;

  private static final long UNKNOWN = -1;

  private final int shards;
  private final int parameters;
  private final CompressionError error;
  private final Standing standing;
  private long generation;
  private long seating = UNKNOWN;
  private @Nullable Plan plan;
  private List<Link> links = List.of();
  private Set<Link> unready = Set.of();
  private long announced;
  private @Nullable Doubt doubt;
  private int mended;
  private long asked;
  private List<RelaySums> sums = List.of();
  private List<NodeSum> answer = List.of();
  private RelayFrames.Writer writer = new RelayFrames.Writer();

  /**
   * One executor says that it cannot reach another.
   *
   * @param afresh whether it could before, so that they are to try again
   */
  private record Doubt(Link link, long since, String what, boolean afresh) {}

  /** How it goes on. */
  enum Progress {
    /** By what executors will say. */
    WAITING,
    /** By what executors will say, who have been told another plan. */
    ANNOUNCED,
    /** All have been asked anew. */
    ASKED,
    /** Not through relays. */
    STAR
  }

  /**
   * Of a session.
   *
   * @param error to which is added what compression costs
   * @param standing what is known of the cluster from sessions before
   */
  Relaying(int shards, int parameters, CompressionError error, Standing standing) {
    this.shards = shards;
    this.parameters = parameters;
    this.error = error;
    this.standing = standing;
  }

  /** Whether the answers to a question come through relays. */
  boolean serves(Round round) {
    return round.kind() == Kind.GRADIENT && !isStar();
  }

  private boolean isStar() {
    return standing.topology() == Topology.STAR;
  }

  /** How many relays have to answer beside the workers. */
  int relays() {
    return sums.size();
  }

  /** Goes on, as far as that is possible now. */
  Progress advance(Seats seats, Round round) {
    if (isStar()) {
      return Progress.STAR;
    }
    if (seats.missing() > 0) {
      return Progress.WAITING;
    }
    if (seating != seats.changes()) {
      announce(seats);
      return isStar() ? Progress.STAR : Progress.ANNOUNCED;
    }
    if (!unready.isEmpty() || asked == round.number()) {
      return Progress.WAITING;
    }
    ask(seats, round);
    return Progress.ASKED;
  }

  private void announce(Seats seats) {
    Seating now = Seating.of(seats);
    if (now.uncallable() != null) {
      star(
          now.uncallable()
              + " cannot be called by others, as its executor found no port for that: give"
              + " exchange.executor_ports more of them than a host has executors, for one that is"
              + " lost may hold on to its own");
      return;
    }
    Plan next =
        new Plan(
            ++generation,
            shards,
            now.members(),
            now.occupants(),
            standing.topology() == Topology.TREE
                ? Relays.tree(now.places(), parameters)
                : Relays.sliced(now.places(), parameters));
    Optional<Frame> frame = PlanFrames.of(next);
    if (frame.isEmpty()) {
      star("so many executors do not fit into one message");
      return;
    }
    seating = seats.changes();
    asked = 0;
    doubt = null;
    plan = next;
    links = now.links();
    unready = new HashSet<>(links);
    announced = System.nanoTime();
    writer = new RelayFrames.Writer();
    room(next);
    links.forEach(link -> link.send(frame.get()));
  }

  /** Relays that serve the same workers answer with ranges of the same sums. */
  private void room(Plan next) {
    Map<Integer, List<NodeSum>> groups = new LinkedHashMap<>();
    List<RelaySums> all = new ArrayList<>();
    List<NodeSum> whole = new ArrayList<>();
    for (Relay relay : next.relays()) {
      List<NodeSum> group = groups.get(relay.fromSeat());
      if (group == null) {
        group = new ArrayList<>();
        for (Node node : next.nodesOf(relay)) {
          group.add(new NodeSum(node, new GradientSum(parameters)));
        }
        groups.put(relay.fromSeat(), group);
        whole.addAll(group);
      }
      all.add(new RelaySums(relay.range(), group, error));
    }
    sums = all;
    answer = whole;
  }

  /** An executor has reached all that it exchanges with under that plan. */
  void ready(Link link, long of) {
    if (of == generation) {
      unready.remove(link);
      doubt = doubt != null && doubt.link() == link ? null : doubt;
    }
  }

  /** An executor cannot reach another. */
  void unreachable(Link link, Unreachable what) {
    Plan now = plan;
    if (now == null || what.generation() != generation || doubt != null || isStar()) {
      return;
    }
    if (what.member() < 0 || what.member() >= now.members().size()) {
      throw new MalformedException("no executor " + what.member());
    }
    String other = now.members().get(what.member()).describe();
    String why = link.member().describe() + " cannot reach " + other + ": " + what.why();
    boolean afresh = unready.isEmpty() && mended < MOST_MENDED;
    doubt = new Doubt(link, System.nanoTime(), why, afresh);
  }

  /** Whether all have been asked, and whoever does not answer may be to blame. */
  boolean isAnswerDue(Round round) {
    return asked == round.number() && doubt == null;
  }

  /** Gives up on relays that do not work though all their executors live. */
  void look(Seats seats) {
    long now = System.nanoTime();
    Doubt present = doubt;
    if (isStar() || seats.missing() > 0 || seating != seats.changes()) {
      return;
    }
    if (present != null && now - present.since() > DOUBT.toNanos()) {
      if (present.afresh()) {
        LOG.warn("All executors are to reach each other anew: {}", present.what());
        mended++;
        seating = UNKNOWN;
      } else {
        star(present.what());
      }
    } else if (!unready.isEmpty() && now - announced > PREPARATION.toNanos()) {
      Member first = unready.iterator().next().member();
      star(first.describe() + " was not ready within " + PREPARATION.toSeconds() + " s");
    }
  }

  private void star(String why) {
    standing.star(why);
    LOG.warn("Executors exchange with the driver alone, without relays (star): {}", why);
  }

  private void ask(Seats seats, Round round) {
    asked = round.number();
    sums.forEach(RelaySums::begin);
    seats.forgetAnswers();
    Plan now = Objects.requireNonNull(plan);
    writer.restart();
    Round through = round.in(generation);
    seats.all().forEach(seat -> Objects.requireNonNull(seat.worker()).expect(through));
    for (int i = 0; i < now.relays().size(); i++) {
      Relay relay = now.relays().get(i);
      List<Frame> frames = new ArrayList<>();
      writer.ranges(new Place(generation, round.number(), i), relay.range(), round, frames);
      links.get(relay.member()).send(frames.toArray(new Frame[0]));
    }
  }

  /** A piece of a relay's sums; whether they are complete with that. */
  boolean gathered(Link link, ByteBuffer frame) {
    Place place = RelayFrames.place(frame);
    Plan now = plan;
    if (now == null || place.generation() != generation || place.round() != asked) {
      return false;
    }
    if (place.relay() < 0 || place.relay() >= sums.size()) {
      throw new MalformedException("no relay " + place.relay() + " of " + sums.size());
    }
    if (links.get(now.relays().get(place.relay()).member()) != link) {
      throw new MalformedException("the sums of relay " + place.relay() + ", which is elsewhere");
    }
    return sums.get(place.relay()).read(frame);
  }

  /** All has come of a round: the sums of the relays' nodes, in order. */
  List<Answer> finish(List<Answer> totals) {
    doubt = null;
    for (NodeSum each : answer) {
      TreeSum total = new TreeSum(each.node(), new TreeSum.Buffers(0));
      for (Answer one : totals) {
        for (NodeSum part : one.sums()) {
          if (each.node().from() <= part.node().from() && part.node().to() <= each.node().to()) {
            total.add(part.node(), part.sum());
          }
        }
      }
      each.sum().setTotals(total.total());
    }
    return List.of(Answer.ofSums(answer, parameters));
  }
}
