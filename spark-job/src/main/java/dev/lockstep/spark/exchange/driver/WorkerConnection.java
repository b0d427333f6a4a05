package dev.lockstep.spark.exchange.driver;

import dev.lockstep.spark.exchange.message.Frames;
import dev.lockstep.spark.exchange.message.Frames.Home;
import dev.lockstep.spark.exchange.message.PlanFrames;
import dev.lockstep.spark.exchange.message.Round;
import dev.lockstep.spark.exchange.message.RoundFrames;
import dev.lockstep.spark.exchange.message.WorkerId;
import dev.lockstep.spark.exchange.topology.Member;
import dev.lockstep.spark.exchange.wire.Frame;
import dev.lockstep.spark.exchange.wire.FrameChannel;
import dev.lockstep.spark.exchange.wire.MalformedException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The driver's end of an executor's connection, with the workers that share it. */
final class WorkerConnection implements FrameChannel.Receiver, Link {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerConnection.class);

  /** Attempts at one task, and those that have ended without a word. */
  private static final int ATTEMPTS_AT_SEAT = 8;

  private final SessionServer server;
  private final Map<WorkerId, ConnectedWorker> workers = new ConcurrentHashMap<>();
  private @Nullable FrameChannel channel;
  private volatile Member member = Member.NOBODY;
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

  @Override
  public void send(Frame... frames) {
    channel().send(frames);
  }

  @Override
  public Member member() {
    return member;
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
  void ask(WorkerId worker, Round round) {
    Frame question = RoundFrames.ask(worker, round);
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
    byte kind = frame.get();
    switch (kind) {
      case Frames.HEARTBEAT -> {}
      case Frames.JOIN -> join(Frames.worker(frame), Frames.home(frame));
      case Frames.SUMS, Frames.SUMS_FLOAT16, Frames.STATES -> worker(frame).answer(kind, frame);
      case Frames.REDUCE -> worker(frame).reduce(frame);
      case Frames.UNABLE -> unable(Frames.worker(frame), Frames.home(frame), Frames.text(frame));
      case Frames.FAILURE -> leaving(frame).failed(Frames.text(frame));
      case Frames.TOTALS -> worker(frame).totals(frame);
      case Frames.GATHERED -> server.coordinator().gathered(this, frame);
      case Frames.READY -> server.coordinator().ready(this, frame.getLong());
      case Frames.UNREACHABLE ->
          server.coordinator().unreachable(this, PlanFrames.unreachable(frame));
      case Frames.ECHO -> server.echoed();
      case Frames.NOTICE -> worker(frame).notice(Frames.text(frame));
      case Frames.LEAVE -> leaving(frame).leave(Frames.text(frame));
      default -> throw new MalformedException("a frame of the unknown kind " + kind);
    }
  }

  /** A task has few attempts at a time, and an executor no more tasks than there are seats. */
  private void join(WorkerId worker, Home home) {
    int seats = seats(worker);
    if (workers.size() >= ATTEMPTS_AT_SEAT * seats || workers.containsKey(worker)) {
      throw new MalformedException("more workers than an executor can have");
    }
    member = home.member();
    ConnectedWorker joining = new ConnectedWorker(this, server, worker, home);
    workers.put(worker, joining);
    server.coordinator().join(worker.seat(), joining);
    if (!channel().isOpen()) {
      joining.leave("the connection was closed");
    }
  }

  /** A worker that could not be made fills no seat. */
  private void unable(WorkerId worker, Home home, String why) {
    seats(worker);
    server.coordinator().unable(worker.seat(), home.describe(), why);
  }

  /** How many there are, of which the worker names one. */
  private int seats(WorkerId worker) {
    int seats = server.expected().ranges().size();
    if (worker.seat() < 0 || worker.seat() >= seats) {
      throw new MalformedException("a worker for place " + worker.seat() + " of " + seats);
    }
    return seats;
  }

  /** Ends a connection whose other end may live on without an answer. */
  void silence(String why) {
    silent = true;
    close(why);
  }

  private ConnectedWorker worker(ByteBuffer frame) {
    return known(workers.get(Frames.worker(frame)));
  }

  /** One that ends, whatever it says then. */
  private ConnectedWorker leaving(ByteBuffer frame) {
    return known(workers.remove(Frames.worker(frame)));
  }

  private static ConnectedWorker known(@Nullable ConnectedWorker worker) {
    if (worker == null) {
      throw new MalformedException("an answer of a worker that has not joined");
    }
    return worker;
  }

  @Override
  public void closed(String why) {
    server.closed(this);
    if (workers.isEmpty()) {
      LOG.debug("A connection without workers has ended: {}", why);
    }
    workers.values().forEach(each -> each.gone(silent, why));
  }
}
