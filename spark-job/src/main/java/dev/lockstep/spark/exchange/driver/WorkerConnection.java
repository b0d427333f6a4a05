package dev.lockstep.spark.exchange.driver;

import dev.lockstep.nn.GradientSum;
import dev.lockstep.nn.JointBackprop;
import dev.lockstep.spark.exchange.driver.SessionServer.Expected;
import dev.lockstep.spark.exchange.message.Answer;
import dev.lockstep.spark.exchange.message.AnswerFrames;
import dev.lockstep.spark.exchange.message.Frames;
import dev.lockstep.spark.exchange.message.Frames.Home;
import dev.lockstep.spark.exchange.message.NodeSum;
import dev.lockstep.spark.exchange.message.PartSums;
import dev.lockstep.spark.exchange.message.PlanFrames;
import dev.lockstep.spark.exchange.message.ReduceFrames;
import dev.lockstep.spark.exchange.message.RelayFrames;
import dev.lockstep.spark.exchange.message.Round;
import dev.lockstep.spark.exchange.message.RoundFrames;
import dev.lockstep.spark.exchange.message.WorkerId;
import dev.lockstep.spark.exchange.topology.Member;
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
import java.util.Optional;
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
  private final Map<WorkerId, Peer> peers = new ConcurrentHashMap<>();
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
  private void ask(WorkerId worker, Round round) {
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
      case Frames.SUMS, Frames.SUMS_FLOAT16, Frames.STATES -> peer(frame).answer(kind, frame);
      case Frames.REDUCE -> peer(frame).reduce(frame);
      case Frames.FAILURE -> failed(peer(frame), Frames.text(frame));
      case Frames.TOTALS -> peer(frame).totals(frame);
      case Frames.GATHERED -> server.coordinator().gathered(this, frame);
      case Frames.READY -> server.coordinator().ready(this, frame.getLong());
      case Frames.UNREACHABLE ->
          server.coordinator().unreachable(this, PlanFrames.unreachable(frame));
      case Frames.ECHO -> server.coordinator().echoed();
      case Frames.NOTICE -> notice(peer(frame), Frames.text(frame));
      case Frames.LEAVE -> left(peer(frame), Frames.text(frame));
      default -> throw new MalformedException("a frame of the unknown kind " + kind);
    }
  }

  /** A task has few attempts at a time, and an executor no more tasks than there are seats. */
  private void join(WorkerId worker, Home home) {
    int seats = server.expected().ranges().size();
    if (worker.seat() < 0 || worker.seat() >= seats) {
      throw new MalformedException("a worker for place " + worker.seat() + " of " + seats);
    }
    if (peers.size() >= ATTEMPTS_AT_SEAT * seats || peers.containsKey(worker)) {
      throw new MalformedException("more workers than an executor can have");
    }
    member = home.member();
    Peer peer = new Peer(worker, home);
    peers.put(worker, peer);
    server.coordinator().join(worker.seat(), peer);
    if (!channel().isOpen()) {
      peer.leave("the connection was closed");
    }
  }

  /** Ends a connection whose other end may live on without an answer. */
  void silence(String why) {
    silent = true;
    close(why);
  }

  /** A worker has one. */
  private void notice(Peer peer, String text) {
    if (!peer.noticed) {
      peer.noticed = true;
      server.expected().notices().accept(text);
    }
  }

  private void left(Peer peer, String why) {
    peers.remove(peer.worker);
    peer.leave(why);
  }

  private void failed(Peer peer, String why) {
    peers.remove(peer.worker);
    server.coordinator().failed(peer.worker.seat(), peer, why);
  }

  private Peer peer(ByteBuffer frame) {
    WorkerId worker = Frames.worker(frame);
    Peer peer = peers.get(worker);
    if (peer == null) {
      throw new MalformedException("an answer of a worker that has not joined: " + worker);
    }
    return peer;
  }

  @Override
  public void closed(String why) {
    server.closed(this);
    if (peers.isEmpty()) {
      LOG.debug("A connection without workers has ended: {}", why);
    }
    peers.values().forEach(peer -> peer.gone(why));
  }

  /** A worker at the other end. Its lock is taken after the coordinator's, never before. */
  private final class Peer implements Worker {
    private final WorkerId worker;
    private final Home home;
    private AnswerFrames.@Nullable Reader reader;
    private ReduceFrames.@Nullable PartReader partReader;
    private @Nullable Round asked;
    private long lastAsked;
    private boolean noticed;

    Peer(WorkerId worker, Home home) {
      this.worker = worker;
      this.home = home;
    }

    private AnswerFrames.Reader newReader() {
      Expected expected = server.expected();
      return new AnswerFrames.Reader(
          this::memory, range().length(), expected.states(), expected.error());
    }

    /** Of an answer, which an attempt does without that only stands by, or answers by relays. */
    private List<NodeSum> memory() {
      List<NodeSum> sums = new ArrayList<>();
      for (Node node : nodes()) {
        sums.add(new NodeSum(node, new GradientSum(server.expected().parameters())));
      }
      return sums;
    }

    private Node range() {
      return server.expected().ranges().get(worker.seat());
    }

    private ReduceFrames.PartReader newPartReader() {
      Expected expected = server.expected();
      int nodes = expected.tree().cover(range().from(), range().to()).size();
      return new ReduceFrames.PartReader(JointBackprop.sums(expected.states().network()), nodes);
    }

    @Override
    public int stageAttempt() {
      return worker.stageAttempt();
    }

    @Override
    public void ask(Round round) {
      expectHere(round);
      WorkerConnection.this.ask(worker, round);
    }

    @Override
    public synchronized Optional<Frame> expect(Round round) {
      expectParts(round);
      asked = round;
      lastAsked = round.number();
      return Optional.of(RelayFrames.ask(worker, round));
    }

    @Override
    public Link link() {
      return WorkerConnection.this;
    }

    private synchronized void expectHere(Round round) {
      reader = reader == null ? newReader() : reader;
      reader.expect(round);
      expectParts(round);
      asked = round;
      lastAsked = round.number();
    }

    /** Asked for the same once more, a worker goes on where it is. */
    private void expectParts(Round round) {
      partReader = partReader == null ? newPartReader() : partReader;
      if (lastAsked != round.number()) {
        partReader.expect(round);
      }
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
      Answer answer = read(number, kind, frame);
      if (answer != null) {
        server.coordinator().answer(worker.seat(), this, number, answer);
      }
    }

    /** Reads what is told of sums that have gone to relays. */
    void totals(ByteBuffer frame) {
      long generation = frame.getLong();
      long number = frame.getLong();
      Answer answer = totals(generation, number, frame);
      if (answer != null) {
        server.coordinator().answer(worker.seat(), this, number, answer);
      }
    }

    private synchronized @Nullable Answer totals(long generation, long number, ByteBuffer frame) {
      Round round = asked;
      if (round == null || round.number() != number || round.generation() != generation) {
        return null;
      }
      asked = null;
      return Answer.ofSums(RelayFrames.totals(frame, nodes()), 0);
    }

    private List<Node> nodes() {
      Expected expected = server.expected();
      Node range = expected.ranges().get(worker.seat());
      return expected.tree().cover(range.from(), range.to());
    }

    private synchronized @Nullable Answer read(long number, byte kind, ByteBuffer frame) {
      if (number > lastAsked) {
        throw new MalformedException("an answer to round " + number + ", which it was not asked");
      }
      if (reader == null || asked == null || asked.number() != number || asked.generation() != 0) {
        return null;
      }
      Answer answer = reader.read(kind, frame);
      asked = answer == null ? asked : null;
      return answer;
    }

    /** Reads a frame of its part of a sum. */
    void reduce(ByteBuffer frame) {
      PartSums sums = readSums(frame);
      if (sums != null) {
        server.coordinator().reduce(worker.seat(), this, sums);
      }
    }

    private synchronized @Nullable PartSums readSums(ByteBuffer frame) {
      if (partReader == null) {
        throw new MalformedException("a sum of a worker that was not asked for any");
      }
      return partReader.read(frame);
    }

    @Override
    public void total(long round, int number, double[] total) {
      channel().send(ReduceFrames.total(worker, round, number, total));
    }

    void leave(String why) {
      server.coordinator().leave(worker.seat(), this, why);
    }

    /** With its connection. */
    void gone(String why) {
      if (silent) {
        server.coordinator().silent(worker.seat(), this, why);
      } else {
        leave(why);
      }
    }
  }
}
