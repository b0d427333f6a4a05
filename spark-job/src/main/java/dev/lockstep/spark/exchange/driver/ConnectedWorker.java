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
import dev.lockstep.spark.exchange.message.ReduceFrames;
import dev.lockstep.spark.exchange.message.RelayFrames;
import dev.lockstep.spark.exchange.message.Round;
import dev.lockstep.spark.exchange.message.WorkerId;
import dev.lockstep.spark.exchange.wire.MalformedException;
import dev.lockstep.train.sum.SummationTree.Node;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A worker at the other end of an executor's connection. Its lock is taken after the coordinator's,
 * never before.
 */
final class ConnectedWorker implements Worker {
  private final WorkerConnection connection;
  private final SessionServer server;
  private final WorkerId worker;
  private final Home home;
  private final Node range;

  /** Whose sums it sends. */
  private final List<Node> nodes;

  private AnswerFrames.@Nullable Reader reader;
  private ReduceFrames.@Nullable PartReader partReader;
  private @Nullable Round asked;
  private long lastAsked;
  private boolean noticed;

  /** Of a worker that offers to work. */
  ConnectedWorker(WorkerConnection connection, SessionServer server, WorkerId worker, Home home) {
    this.connection = connection;
    this.server = server;
    this.worker = worker;
    this.home = home;
    this.range = server.expected().ranges().get(worker.seat());
    this.nodes = server.expected().tree().cover(range.from(), range.to());
  }

  private AnswerFrames.Reader newReader() {
    Expected expected = server.expected();
    return new AnswerFrames.Reader(
        this::memory, range.length(), expected.states(), expected.error());
  }

  /** Of an answer, which an attempt does without that only stands by, or answers by relays. */
  private List<NodeSum> memory() {
    List<NodeSum> sums = new ArrayList<>();
    for (Node node : nodes) {
      sums.add(new NodeSum(node, new GradientSum(server.expected().parameters())));
    }
    return sums;
  }

  private ReduceFrames.PartReader newPartReader() {
    List<Integer> sums = JointBackprop.sums(server.expected().states().network());
    return new ReduceFrames.PartReader(sums, nodes.size());
  }

  @Override
  public int stageAttempt() {
    return worker.stageAttempt();
  }

  @Override
  public void ask(Round round) {
    expectHere(round);
    connection.ask(worker, round);
  }

  @Override
  public synchronized void expect(Round round) {
    partReader = partReader == null ? newPartReader() : partReader;
    if (lastAsked != round.number()) { // Asked for the same once more, it goes on where it is.
      partReader.expect(round);
    }
    asked = round;
    lastAsked = round.number();
  }

  @Override
  public long attempt() {
    return worker.attempt();
  }

  @Override
  public Link link() {
    return connection;
  }

  private synchronized void expectHere(Round round) {
    reader = reader == null ? newReader() : reader;
    reader.expect(round);
    expect(round);
  }

  @Override
  public void release() {
    connection.send(Frames.of(Frames.RELEASE, worker));
  }

  @Override
  public void cut(String why) {
    connection.send(Frames.text(Frames.CUT, worker, why));
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
    return Answer.ofSums(RelayFrames.totals(frame, nodes), 0);
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
    connection.send(ReduceFrames.total(worker, round, number, total));
  }

  /** What the driver should know of how it computes, which it says once. */
  void notice(String text) {
    if (!noticed) {
      noticed = true;
      server.expected().notices().accept(text);
    }
  }

  /** It gives up. */
  void failed(String why) {
    server.coordinator().failed(worker.seat(), this, why);
  }

  /** It is gone. */
  void leave(String why) {
    server.coordinator().leave(worker.seat(), this, why);
  }

  /**
   * With its connection.
   *
   * @param silent whether its executor may live on without an answer
   */
  void gone(boolean silent, String why) {
    if (silent) {
      server.coordinator().silent(worker.seat(), this, why);
    } else {
      leave(why);
    }
  }
}
