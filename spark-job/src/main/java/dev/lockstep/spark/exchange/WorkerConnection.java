package dev.lockstep.spark.exchange;

import dev.lockstep.nn.GradientSum;
import dev.lockstep.spark.exchange.Frames.Worker;
import dev.lockstep.spark.exchange.SessionServer.Expected;
import dev.lockstep.spark.exchange.wire.FrameChannel;
import dev.lockstep.spark.exchange.wire.MalformedException;
import dev.lockstep.train.SummationTree.Node;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The driver's end of an executor's connection, with the workers that share it. */
final class WorkerConnection implements FrameChannel.Receiver {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerConnection.class);

  private final SessionServer server;
  private final Map<Worker, RemotePort> ports = new ConcurrentHashMap<>();
  private @Nullable FrameChannel channel;
  private long roundSent;

  WorkerConnection(SessionServer server) {
    this.server = server;
  }

  @Override
  public void opened(FrameChannel opened) {
    channel = opened;
    server.opened(this);
  }

  private FrameChannel channel() {
    return Objects.requireNonNull(channel);
  }

  void send(ByteBuffer frame) {
    channel().send(frame);
  }

  void close(String why) {
    channel().close(why);
  }

  boolean isIdle() {
    return channel().isIdle();
  }

  long quietNanos() {
    return channel().quietNanos();
  }

  /** Parameters go out once to an executor, whose workers share them. Under the coordinator. */
  private void ask(Worker worker, Round round) {
    ByteBuffer question = RoundWriter.ask(worker, round);
    if (roundSent == round.number()) {
      send(question);
      return;
    }
    roundSent = round.number();
    ByteBuffer[] parameters = server.parameters(round);
    ByteBuffer[] frames = Arrays.copyOf(parameters, parameters.length + 1);
    frames[parameters.length] = question;
    channel().send(frames);
  }

  @Override
  public void frame(FrameChannel from, ByteBuffer frame) {
    try {
      handle(frame.get(), frame);
    } catch (BufferUnderflowException e) {
      throw new MalformedException("a frame that is too short", e);
    }
  }

  private void handle(byte kind, ByteBuffer frame) {
    switch (kind) {
      case Frames.HEARTBEAT -> {}
      case Frames.JOIN -> join(Frames.worker(frame), Frames.text(frame));
      case Frames.SUMS, Frames.SUMS_FLOAT16, Frames.STATES -> port(frame).answer(kind, frame);
      case Frames.FAILURE -> port(frame).failed(Frames.text(frame));
      case Frames.LEAVE -> port(frame).leave(Frames.text(frame));
      default -> throw new MalformedException("a frame of the unknown kind " + kind);
    }
  }

  private void join(Worker worker, String where) {
    if (worker.place() < 0 || worker.place() >= server.expected().ranges().size()) {
      throw new MalformedException("a worker for place " + worker.place());
    }
    RemotePort port = new RemotePort(worker, where);
    ports.put(worker, port);
    server.coordinator().join(worker.place(), port);
    if (!channel().isOpen()) {
      port.leave("the connection was closed");
    }
  }

  private RemotePort port(ByteBuffer frame) {
    Worker worker = Frames.worker(frame);
    RemotePort port = ports.get(worker);
    if (port == null) {
      throw new MalformedException("an answer of a worker that has not joined: " + worker);
    }
    return port;
  }

  @Override
  public void closed(String why) {
    server.closed(this);
    if (ports.isEmpty()) {
      LOG.debug("A connection without workers has ended: {}", why);
    }
    ports.values().forEach(port -> port.leave(why));
  }

  /** A worker at the other end. */
  private final class RemotePort implements Port {
    private final Worker worker;
    private final String where;
    private final AnswerReader reader;
    private volatile @Nullable Round asked;

    RemotePort(Worker worker, String where) {
      this.worker = worker;
      this.where = where;
      Expected expected = server.expected();
      Node range = expected.ranges().get(worker.place());
      List<NodeSum> sums = new ArrayList<>();
      for (Node node : expected.tree().cover(range.from(), range.to())) {
        sums.add(new NodeSum(node, new GradientSum(expected.parameters())));
      }
      this.reader = new AnswerReader(sums, range.length(), expected.metrics(), expected.error());
    }

    @Override
    public long attempt() {
      return worker.attempt();
    }

    /** One that is at that round already, as it takes its place back, answers it as it is. */
    @Override
    public void ask(Round round) {
      Round under = asked;
      if (under != null && under.number() == round.number()) {
        return;
      }
      reader.expect(round);
      asked = round;
      WorkerConnection.this.ask(worker, round);
    }

    @Override
    public void release() {
      send(Frames.of(Frames.RELEASE, worker));
    }

    @Override
    public void cut() {
      send(Frames.of(Frames.CUT, worker));
    }

    @Override
    public String describe() {
      return where;
    }

    /** Reads a frame of an answer; what answers another round than the last is left unread. */
    void answer(byte kind, ByteBuffer frame) {
      long number = frame.getLong();
      Round round = asked;
      if (round == null || round.number() != number) {
        return;
      }
      Result result = reader.read(kind, frame);
      if (result != null) {
        asked = null;
        server.coordinator().answer(worker.place(), this, number, result);
      }
    }

    void failed(String why) {
      server.coordinator().failed(worker.place(), this, why);
    }

    void leave(String why) {
      server.coordinator().leave(worker.place(), this, why);
    }
  }
}
