package dev.lockstep.spark.exchange;

import dev.lockstep.nn.GradientSum;
import dev.lockstep.spark.exchange.Frames.Home;
import dev.lockstep.spark.exchange.Frames.Worker;
import dev.lockstep.spark.exchange.SessionServer.Expected;
import dev.lockstep.spark.exchange.wire.Frame;
import dev.lockstep.spark.exchange.wire.FrameChannel;
import dev.lockstep.spark.exchange.wire.MalformedException;
import dev.lockstep.train.sum.SummationTree.Node;
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

  /** Attempts at one task, and those that have ended without a word. */
  private static final int ATTEMPTS_AT_PLACE = 8;

  private final SessionServer server;
  private final Map<Worker, RemotePort> ports = new ConcurrentHashMap<>();
  private @Nullable FrameChannel channel;
  private volatile boolean silent;
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

  void send(Frame frame) {
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
    Frame question = RoundWriter.ask(worker, round);
    if (roundSent == round.number()) {
      send(question);
      return;
    }
    roundSent = round.number();
    Frame[] parameters = server.parameters(round);
    Frame[] frames = Arrays.copyOf(parameters, parameters.length + 1);
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
      case Frames.JOIN -> join(Frames.worker(frame), Frames.home(frame));
      case Frames.SUMS, Frames.SUMS_FLOAT16, Frames.STATES -> port(frame).answer(kind, frame);
      case Frames.FAILURE -> failed(port(frame), Frames.text(frame));
      case Frames.NOTICE -> notice(port(frame), Frames.text(frame));
      case Frames.LEAVE -> left(port(frame), Frames.text(frame));
      default -> throw new MalformedException("a frame of the unknown kind " + kind);
    }
  }

  /** A task has few attempts at a time, and an executor no more tasks than there are places. */
  private void join(Worker worker, Home home) {
    int places = server.expected().ranges().size();
    if (worker.place() < 0 || worker.place() >= places) {
      throw new MalformedException("a worker for place " + worker.place() + " of " + places);
    }
    if (ports.size() >= ATTEMPTS_AT_PLACE * places || ports.containsKey(worker)) {
      throw new MalformedException("more workers than an executor can have");
    }
    RemotePort port = new RemotePort(worker, home);
    ports.put(worker, port);
    server.coordinator().join(worker.place(), port);
    if (!channel().isOpen()) {
      port.leave("the connection was closed");
    }
  }

  /** Ends a connection whose other end may live on without an answer. */
  void silence(String why) {
    silent = true;
    close(why);
  }

  /** A worker has one. */
  private void notice(RemotePort port, String text) {
    if (!port.noticed) {
      port.noticed = true;
      server.expected().notices().accept(text);
    }
  }

  private void left(RemotePort port, String why) {
    ports.remove(port.worker);
    port.leave(why);
  }

  private void failed(RemotePort port, String why) {
    ports.remove(port.worker);
    server.coordinator().failed(port.worker.place(), port, why);
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
    ports.values().forEach(port -> port.gone(why));
  }

  /** A worker at the other end. Its lock is taken after the coordinator's, never before. */
  private final class RemotePort implements Port {
    private final Worker worker;
    private final Home home;
    private @Nullable AnswerReader reader;
    private @Nullable Round asked;
    private long lastAsked;
    private boolean noticed;

    RemotePort(Worker worker, Home home) {
      this.worker = worker;
      this.home = home;
    }

    /** Takes the memory of an answer, which an attempt that only stands by does without. */
    private AnswerReader newReader() {
      Expected expected = server.expected();
      Node range = expected.ranges().get(worker.place());
      List<NodeSum> sums = new ArrayList<>();
      for (Node node : expected.tree().cover(range.from(), range.to())) {
        sums.add(new NodeSum(node, new GradientSum(expected.parameters())));
      }
      return new AnswerReader(sums, range.length(), expected.metrics(), expected.error());
    }

    @Override
    public long attempt() {
      return worker.attempt();
    }

    @Override
    public void ask(Round round) {
      expect(round);
      WorkerConnection.this.ask(worker, round);
    }

    private synchronized void expect(Round round) {
      reader = reader == null ? newReader() : reader;
      reader.expect(round);
      asked = round;
      lastAsked = round.number();
    }

    @Override
    public void release() {
      send(Frames.of(Frames.RELEASE, worker));
    }

    @Override
    public void cut(String why) {
      send(Frames.text(Frames.CUT, worker, why));
    }

    @Override
    public String executor() {
      return home.executor();
    }

    @Override
    public String describe() {
      return home.describe();
    }

    /** Reads a frame of an answer; what answers an earlier round than the last is left unread. */
    void answer(byte kind, ByteBuffer frame) {
      long number = frame.getLong();
      Result result = read(number, kind, frame);
      if (result != null) {
        server.coordinator().answer(worker.place(), this, number, result);
      }
    }

    private synchronized @Nullable Result read(long number, byte kind, ByteBuffer frame) {
      if (number > lastAsked) {
        throw new MalformedException("an answer to round " + number + ", which it was not asked");
      }
      if (reader == null || asked == null || asked.number() != number) {
        return null;
      }
      Result result = reader.read(kind, frame);
      asked = result == null ? asked : null;
      return result;
    }

    void leave(String why) {
      server.coordinator().leave(worker.place(), this, why);
    }

    /** With its connection. */
    void gone(String why) {
      if (silent) {
        server.coordinator().silent(worker.place(), this, why);
      } else {
        leave(why);
      }
    }
  }
}
