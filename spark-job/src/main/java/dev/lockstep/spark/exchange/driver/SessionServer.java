package dev.lockstep.spark.exchange.driver;

import dev.lockstep.spark.exchange.driver.Coordinator.Waiting;
import dev.lockstep.spark.exchange.driver.LinkProbe.Speed;
import dev.lockstep.spark.exchange.message.CompressionError;
import dev.lockstep.spark.exchange.message.Heartbeat;
import dev.lockstep.spark.exchange.message.Round;
import dev.lockstep.spark.exchange.message.RoundFrames;
import dev.lockstep.spark.exchange.message.Silence;
import dev.lockstep.spark.exchange.message.States;
import dev.lockstep.spark.exchange.wire.Credentials;
import dev.lockstep.spark.exchange.wire.Frame;
import dev.lockstep.spark.exchange.wire.FrameServer.Door;
import dev.lockstep.train.sum.SummationTree;
import dev.lockstep.train.sum.SummationTree.Node;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The connections of the executors of one session, at the driver's port. */
final class SessionServer implements AutoCloseable {
  /** Beside those that there can be: of executors that have been lost, say. */
  private static final int MORE_CONNECTIONS = 64;

  private static final String ENDED = "the session has ended";

  private final Coordinator coordinator;
  private final Expected expected;
  private final ExchangePort port;
  private final Set<WorkerConnection> connections = ConcurrentHashMap.newKeySet();
  private final RoundFrames.Writer rounds;
  private final Silence silence = new Silence();
  private volatile boolean ended;
  private volatile @Nullable LinkProbe probe;

  /**
   * What well-formed answers look like.
   *
   * @param states what those are of that shards are answered for with
   * @param error to which is added what compression costs
   * @param notices takes what workers say of how they compute
   */
  record Expected(
      List<Node> ranges,
      SummationTree tree,
      int parameters,
      States states,
      CompressionError error,
      Consumer<String> notices) {}

  /** Lets workers in at once. */
  SessionServer(
      Coordinator coordinator, Expected expected, ExchangePort port, Credentials credentials) {
    this.coordinator = coordinator;
    this.expected = expected;
    this.port = port;
    this.rounds = new RoundFrames.Writer(credentials.protection());
    port.open(this, new Door(credentials, () -> new WorkerConnection(this)));
  }

  Coordinator coordinator() {
    return coordinator;
  }

  Expected expected() {
    return expected;
  }

  /** One who proved to know the secret has called; too many of these are a fault. */
  void opened(WorkerConnection connection) {
    if (connections.size() >= expected.ranges().size() + MORE_CONNECTIONS) {
      connection.close("more connections than the session's executors can have");
      return;
    }
    connections.add(connection);
    if (ended) { // While it called.
      connection.close(ENDED);
    }
  }

  /** An executor has sent back what it was sent. */
  void echoed() {
    LinkProbe measuring = probe;
    if (measuring != null) {
      measuring.came();
    }
  }

  /** Measures a connection; empty if the other end does not answer. */
  Optional<Speed> measure(Link link, Waiting waiting) {
    LinkProbe measuring = new LinkProbe(link, waiting);
    probe = measuring;
    try {
      return measuring.measure();
    } finally {
      probe = null;
    }
  }

  void closed(WorkerConnection connection) {
    connections.remove(connection);
  }

  /** The frames with a round's parameters. */
  Frame[] parameters(Round round) {
    return rounds.parameters(round, this::closeBusy);
  }

  /** All have answered the round before, but for those who are no longer waited for. */
  private void closeBusy() {
    for (WorkerConnection connection : connections) {
      if (!connection.isIdle()) {
        connection.close("it did not take what was sent while others went on");
      }
    }
  }

  /** Sends signs of life, and ends connections without; on a thread that serves the port. */
  void tick() {
    silence.tick();
    for (WorkerConnection connection : connections) {
      if (silence.isDead(connection.quietNanos())) {
        connection.silence(Heartbeat.silence("it"));
      } else {
        connection.send(Heartbeat.frame());
      }
    }
  }

  @Override
  public void close() {
    port.closeDoor();
    ended = true;
    connections.forEach(connection -> connection.close(ENDED));
  }
}
