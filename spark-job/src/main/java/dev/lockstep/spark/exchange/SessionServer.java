package dev.lockstep.spark.exchange;

import dev.lockstep.nn.GradientSum;
import dev.lockstep.spark.exchange.Frames.MalformedException;
import dev.lockstep.spark.exchange.Frames.Sender;
import dev.lockstep.train.SummationTree;
import dev.lockstep.train.SummationTree.Node;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.OneForOneStreamManager;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears the workers of other JVMs. A worker's call "here is my answer" is answered, once all are
 * there, with the next round: one round trip a step.
 */
final class SessionServer extends RpcHandler {
  private static final Logger LOG = LoggerFactory.getLogger(SessionServer.class);

  private final Coordinator coordinator;
  private final Expected expected;
  private final StreamManager streams = new OneForOneStreamManager();
  private final Map<String, Connection> connections = new ConcurrentHashMap<>();
  private final RoundFrames frames = new RoundFrames();

  /** What well-formed answers look like. */
  record Expected(
      List<Node> ranges, SummationTree tree, int parameters, int stateSize, int silence) {}

  SessionServer(Coordinator coordinator, Expected expected) {
    this.coordinator = coordinator;
    this.expected = expected;
  }

  /** The frame of the round under way, encoded once for all connections. */
  private static final class RoundFrames {
    private final ByteBuffer[] buffers = new ByteBuffer[2];
    private @Nullable Round encoded;

    synchronized ByteBuffer of(Round round) {
      // Two buffers in turn: the last one may still be on its way to a worker that has been given
      // up.
      int index = (int) (round.number() % 2);
      if (encoded != round) {
        buffers[index] = Frames.round(round, buffers[index]);
        encoded = round;
      }
      return buffers[index].duplicate();
    }
  }

  /** One executor's connection, with the workers that share it. */
  private final class Connection {
    private final TransportClient client;
    private final Map<Sender, RemotePort> ports = new HashMap<>();
    private volatile long heard = System.nanoTime();
    private long roundSent;

    Connection(TransportClient client) {
      this.client = client;
    }

    /** Parameters go out once to an executor, whose workers share them. */
    synchronized void send(Round round, RpcResponseCallback callback) {
      if (roundSent == round.number()) {
        callback.onSuccess(Frames.sameRound(round));
      } else {
        roundSent = round.number();
        callback.onSuccess(frames.of(round));
      }
    }

    synchronized void leaveAll() {
      ports.values().forEach(port -> coordinator.leave(port.sender.place(), port));
      ports.clear();
    }
  }

  /** A worker at the other end of a connection. */
  private final class RemotePort implements Coordinator.Port {
    private final Connection connection;
    private final Sender sender;
    private final String where;
    private final List<NodeSum> sums = new ArrayList<>();
    private final AtomicReference<@Nullable RpcResponseCallback> pending = new AtomicReference<>();
    private volatile @Nullable Round asked;
    private volatile boolean cut;

    RemotePort(Connection connection, Sender sender, String where) {
      this.connection = connection;
      this.sender = sender;
      this.where = where;
      Node range = expected.ranges().get(sender.place());
      for (Node node : expected.tree().cover(range.from(), range.to())) {
        sums.add(new NodeSum(node, new GradientSum(expected.parameters())));
      }
    }

    @Override
    public long attempt() {
      return sender.attempt();
    }

    @Override
    public void ask(Round round) {
      RpcResponseCallback callback = pending.getAndSet(null);
      if (callback != null) {
        asked = round;
        connection.send(round, callback);
      }
    }

    @Override
    public void release() {
      RpcResponseCallback callback = pending.getAndSet(null);
      if (callback != null) {
        callback.onSuccess(Frames.release());
      } else {
        connection.client.close();
      }
    }

    @Override
    public void cut() {
      cut = true;
      failPending();
    }

    private void failPending() {
      RpcResponseCallback callback = pending.getAndSet(null);
      if (callback != null) {
        callback.onFailure(new IllegalStateException("another attempt has taken the place"));
      }
    }

    @Override
    public boolean silent() {
      long quiet = System.nanoTime() - connection.heard;
      return quiet > TimeUnit.MILLISECONDS.toNanos(expected.silence());
    }

    @Override
    public String describe() {
      return where;
    }

    /** Reads an answer; a second one to the same round is not looked at. */
    void answer(ByteBuffer frame, byte kind, RpcResponseCallback callback) {
      long number = frame.getLong();
      Round round = asked;
      if (round == null || round.number() != number) {
        return;
      }
      asked = null;
      pending.set(callback);
      if (cut) {
        failPending();
      } else {
        coordinator.answer(sender.place(), this, number, result(frame, kind));
      }
    }

    private Result result(ByteBuffer frame, byte kind) {
      if (kind == Frames.SUMS) {
        Frames.sums(frame, sums);
        return Result.ofSums(sums);
      }
      int shards = expected.ranges().get(sender.place()).length();
      return Result.ofStates(Frames.states(frame, shards, expected.stateSize()));
    }
  }

  @Override
  public void receive(TransportClient client, ByteBuffer message, RpcResponseCallback callback) {
    Connection connection = connections.computeIfAbsent(key(client), key -> new Connection(client));
    connection.heard = System.nanoTime();
    try {
      handle(connection, message.duplicate().order(ByteOrder.LITTLE_ENDIAN), callback);
    } catch (MalformedException | BufferUnderflowException | IndexOutOfBoundsException e) {
      LOG.warn("A malformed frame from {}: {}; the connection is closed", client, e.getMessage());
      client.close();
    }
  }

  private void handle(Connection connection, ByteBuffer frame, RpcResponseCallback callback) {
    byte kind = frame.get();
    Sender sender = new Sender(frame.getInt(), frame.getLong());
    switch (kind) {
      case Frames.HEARTBEAT -> callback.onSuccess(Frames.allocate(0));
      case Frames.JOIN -> join(connection, sender, Frames.text(frame), callback);
      case Frames.SUMS, Frames.STATES -> port(connection, sender).answer(frame, kind, callback);
      case Frames.FAILURE -> {
        LOG.warn("The worker of place {} failed: {}", sender.place(), Frames.text(frame));
        callback.onSuccess(Frames.allocate(0));
      }
      default -> throw new MalformedException("the unknown kind " + kind);
    }
  }

  private void join(
      Connection connection, Sender sender, String where, RpcResponseCallback callback) {
    RemotePort port = new RemotePort(connection, sender, where);
    port.pending.set(callback);
    synchronized (connection) {
      connection.ports.put(sender, port);
    }
    coordinator.join(sender.place(), port);
  }

  private static RemotePort port(Connection connection, Sender sender) {
    synchronized (connection) {
      RemotePort port = connection.ports.get(sender);
      if (port == null) {
        throw new MalformedException("an answer of a worker that has not joined: " + sender);
      }
      return port;
    }
  }

  @Override
  public void channelInactive(TransportClient client) {
    Connection connection = connections.remove(key(client));
    if (connection != null) {
      connection.leaveAll();
    }
  }

  private static String key(TransportClient client) {
    return client.getChannel().id().asLongText();
  }

  @Override
  public StreamManager getStreamManager() {
    return streams;
  }
}
