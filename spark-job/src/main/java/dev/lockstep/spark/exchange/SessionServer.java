package dev.lockstep.spark.exchange;

import dev.lockstep.metric.MetricSet;
import dev.lockstep.spark.exchange.wire.Credentials;
import dev.lockstep.spark.exchange.wire.FrameServer;
import dev.lockstep.spark.exchange.wire.IoLoop;
import dev.lockstep.train.SummationTree;
import dev.lockstep.train.SummationTree.Node;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The driver's port, at which the executors of a session call, and their connections. */
final class SessionServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SessionServer.class);

  private final Coordinator coordinator;
  private final Expected expected;
  private final Set<WorkerConnection> connections = ConcurrentHashMap.newKeySet();
  private final RoundWriter rounds = new RoundWriter();
  private final IoLoop loop;
  private final FrameServer server;

  /** What well-formed answers look like; what compression costs is added to error. */
  record Expected(
      List<Node> ranges,
      SummationTree tree,
      int parameters,
      MetricSet metrics,
      CompressionError error) {}

  /** Listens at once. */
  SessionServer(
      Coordinator coordinator,
      Expected expected,
      InetSocketAddress address,
      Credentials credentials)
      throws IOException {
    this.coordinator = coordinator;
    this.expected = expected;
    Duration beat = Duration.ofMillis(ExchangeSettings.HEARTBEAT_MILLIS);
    this.loop = new IoLoop("lockstep-exchange", beat, this::tick);
    try {
      this.server = new FrameServer(address, credentials, loop, () -> new WorkerConnection(this));
    } catch (IOException e) {
      loop.close();
      throw e;
    }
    loop.start();
  }

  int port() {
    return server.port();
  }

  /** Serves the connections until something that they bring has come true, or for a while. */
  void await(BooleanSupplier done, Duration atMost) {
    loop.await(done, atMost);
  }

  Coordinator coordinator() {
    return coordinator;
  }

  Expected expected() {
    return expected;
  }

  void opened(WorkerConnection connection) {
    connections.add(connection);
  }

  void closed(WorkerConnection connection) {
    connections.remove(connection);
  }

  /** The frames with a round's parameters. */
  ByteBuffer[] parameters(Round round) {
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

  private void tick() {
    server.tick();
    for (WorkerConnection connection : connections) {
      if (connection.quietNanos()
          > TimeUnit.MILLISECONDS.toNanos(ExchangeSettings.SILENCE_MILLIS)) {
        connection.close(ExchangeSettings.silence("it"));
      } else {
        connection.send(Frames.heartbeat());
      }
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      loop.close();
    } catch (IOException e) {
      LOG.warn("The port of a session could not be closed: {}", e.toString());
    }
  }
}
