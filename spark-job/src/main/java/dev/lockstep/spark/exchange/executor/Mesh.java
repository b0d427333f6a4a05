package dev.lockstep.spark.exchange.executor;

import dev.lockstep.spark.exchange.message.Heartbeat;
import dev.lockstep.spark.exchange.message.PlanFrames;
import dev.lockstep.spark.exchange.message.PlanFrames.Unreachable;
import dev.lockstep.spark.exchange.message.RelayFrames;
import dev.lockstep.spark.exchange.message.RelayFrames.Place;
import dev.lockstep.spark.exchange.message.Round;
import dev.lockstep.spark.exchange.message.SessionAddress;
import dev.lockstep.spark.exchange.message.Silence;
import dev.lockstep.spark.exchange.message.WorkerId;
import dev.lockstep.spark.exchange.topology.Member;
import dev.lockstep.spark.exchange.topology.Plan;
import dev.lockstep.spark.exchange.wire.Credentials;
import dev.lockstep.spark.exchange.wire.Frame;
import dev.lockstep.spark.exchange.wire.FrameChannel;
import dev.lockstep.spark.exchange.wire.FrameClient;
import dev.lockstep.spark.exchange.wire.FrameServer;
import dev.lockstep.spark.exchange.wire.FrameServer.Door;
import dev.lockstep.spark.exchange.wire.IoLoop;
import dev.lockstep.spark.exchange.wire.MalformedException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other executors of a session, as one of them is connected to them: it listens, calls those
 * that the driver's plan names, and takes its part in the plan.
 */
final class Mesh {
  private static final Logger LOG = LoggerFactory.getLogger(Mesh.class);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

  private final String me;
  private final Credentials credentials;
  private final IoLoop loop;
  private final Consumer<Frame> driver;
  private final float[] parameters;
  private final @Nullable FrameServer server;
  private final BiConsumer<WorkerId, Round> asks;

  private final Map<String, FrameChannel> channels = new ConcurrentHashMap<>();
  private final ExecutorService caller =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "lockstep-calls");
            thread.setDaemon(true);
            return thread;
          });

  private volatile @Nullable Membership current;
  private boolean isReady;
  private volatile boolean closed;
  private final Silence silence = new Silence();

  /**
   * None as yet.
   *
   * @param me the name of this executor's connection to the driver
   * @param driver takes what is for it
   * @param asks takes questions whose parameters have come
   */
  Mesh(
      String me,
      SessionAddress address,
      Sockets sockets,
      Consumer<Frame> driver,
      BiConsumer<WorkerId, Round> asks,
      float[] parameters) {
    this.me = me;
    this.credentials = address.credentials();
    this.loop = sockets.loop();
    this.server = sockets.server();
    this.driver = driver;
    this.asks = asks;
    this.parameters = parameters;
    if (server != null) {
      server.open(new Door(credentials, () -> new Neighbour(this)));
    }
  }

  /**
   * What serves the connections.
   *
   * @param server at which others call, or null where nobody is to; it is closed with the mesh
   */
  record Sockets(IoLoop loop, @Nullable FrameServer server) {}

  /** At which port others call, or 0. */
  int port() {
    return server == null ? 0 : server.port();
  }

  /** The part in the plan of that generation, or null if another holds. */
  @Nullable Membership in(long generation) {
    Membership now = current;
    return now != null && now.generation() == generation ? now : null;
  }

  /**
   * From now on another plan holds; who is to be called is, and the driver told when all are. On a
   * thread that serves the sockets.
   */
  void follow(Plan plan) {
    int number = plan.numberOf(me);
    if (number < 0) {
      throw new MalformedException("a plan without this executor");
    }
    Membership before = current;
    Membership next = new Membership(plan, number, channels::get, driver, parameters);
    synchronized (this) {
      current = next;
      isReady = false;
    }
    Set<String> wanted = new HashSet<>();
    for (int member : next.neighbours()) {
      String other = next.member(member).id();
      wanted.add(other);
      if (!closed && next.calls(member) && !channels.containsKey(other)) {
        caller.execute(() -> call(next, member));
      }
    }
    if (before != null) {
      hangUp(before, wanted);
    }
    tellIfReady();
  }

  /** Who has called already, but comes in a later plan, stays. */
  private void hangUp(Membership before, Set<String> wanted) {
    List<FrameChannel> others =
        channels.keySet().stream()
            .filter(name -> !wanted.contains(name) && before.numberOf(name) >= 0)
            .map(channels::remove)
            .filter(Objects::nonNull)
            .toList();
    others.forEach(channel -> channel.close("the plan does without it"));
  }

  private void call(Membership plan, int member) {
    Member other = plan.member(member);
    if (current != plan || closed || channels.containsKey(other.id())) {
      return;
    }
    try {
      Neighbour neighbour = new Neighbour(this);
      FrameChannel channel =
          FrameClient.connect(
              new InetSocketAddress(other.host(), other.port()),
              CALL_TIMEOUT,
              credentials,
              new FrameClient.Connecting(loop, neighbour));
      channel.send(PlanFrames.hello(me));
      neighbour.is(other.id(), channel);
    } catch (IOException e) {
      unreachable(plan, member, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void unreachable(Membership plan, int member, String why) {
    if (current == plan && !closed) {
      LOG.warn("Cannot reach {}: {}", plan.member(member).describe(), why);
      driver.accept(PlanFrames.unreachable(new Unreachable(plan.generation(), member, why)));
    }
  }

  private synchronized void tellIfReady() {
    Membership now = current;
    if (now == null || isReady) {
      return;
    }
    for (int member : now.neighbours()) {
      if (!channels.containsKey(now.member(member).id())) {
        return;
      }
    }
    isReady = true;
    driver.accept(PlanFrames.ready(now.generation()));
  }

  /** Parameters have come; with the last of them the workers are asked. */
  void receive(ByteBuffer frame) {
    Place place = RelayFrames.place(frame);
    Membership plan = in(place.generation());
    Round asked = plan == null ? null : plan.receive(place, frame);
    if (plan != null && asked != null) {
      plan.workers().forEach(worker -> asks.accept(worker, asked));
    }
  }

  /** Gives signs of life, and ends connections without; on a thread that serves the sockets. */
  void tick() {
    silence.tick();
    if (server != null) {
      server.tick();
    }
    for (FrameChannel channel : channels.values()) {
      if (silence.isDead(channel.quietNanos())) {
        channel.close(Heartbeat.silence("it"));
      } else {
        channel.send(Heartbeat.frame());
      }
    }
  }

  /** Ends all connections that there are; they may be made again. */
  void hangUp() {
    channels.values().forEach(FrameChannel::close);
  }

  /** Hangs up for good. The loop goes on. */
  void close() {
    closed = true;
    caller.shutdownNow();
    hangUp();
    if (server != null) {
      try {
        server.close();
      } catch (IOException e) {
        LOG.warn("The port for other executors could not be closed: {}", e.getMessage());
      }
    }
  }

  /** It is known who is at the other end of a connection. */
  void found(String link, FrameChannel channel) {
    FrameChannel before = channels.put(link, channel);
    if (before != null) {
      before.close("it has called again");
    }
    if (closed || !channel.isOpen()) {
      channels.remove(link, channel);
      channel.close();
    }
    tellIfReady();
  }

  /** A connection has ended. */
  void lost(String link, String why) {
    FrameChannel channel = channels.get(link);
    if (channel == null || channel.isOpen() || !channels.remove(link, channel)) {
      return; // Another connection is there instead, or nobody needs one.
    }
    Membership plan = current;
    int member = plan == null ? -1 : plan.numberOf(link);
    if (plan != null && plan.neighbours().contains(member)) {
      unreachable(plan, member, why);
    }
  }
}
