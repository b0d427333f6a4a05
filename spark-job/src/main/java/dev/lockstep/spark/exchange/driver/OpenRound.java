package dev.lockstep.spark.exchange.driver;

import dev.lockstep.spark.exchange.message.Answer;
import dev.lockstep.spark.exchange.message.PlanFrames.Unreachable;
import dev.lockstep.spark.exchange.message.Round;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The round under way: straight to the workers and back, or through relays, and how much of it is
 * outstanding. Used under the coordinator's lock, but for {@link #isDone}.
 */
final class OpenRound {
  private final Seats seats;
  private final Relaying relaying;

  /** What is asked through relays, or null. */
  private @Nullable Round relayed;

  private final AtomicInteger outstanding = new AtomicInteger();

  OpenRound(Seats seats, Relaying relaying) {
    this.seats = seats;
    this.relaying = relaying;
  }

  /** Begins another; gives the worker that the caller is to work for, if there is one. */
  @Nullable LocalWorker begin(Round next) {
    relayed = relaying.serves(next) ? next : null;
    if (relayed == null) {
      outstanding.set(seats.count());
      return seats.begin(next);
    }
    outstanding.set(Integer.MAX_VALUE);
    seats.beginRelayed(next);
    goOn();
    return null;
  }

  /** Goes on through relays as far as that is possible now, or without them if it is not at all. */
  void goOn() {
    Round round = relayed;
    if (round == null) {
      return;
    }
    switch (relaying.advance(seats, round)) {
      case WAITING -> {}
      case ANNOUNCED -> outstanding.set(Integer.MAX_VALUE);
      case ASKED -> outstanding.set(seats.count() + relaying.relays());
      case STAR -> {
        relayed = null;
        outstanding.set(seats.count());
        seats.askAgain(round);
      }
    }
  }

  /** An executor has reached all that it exchanges with under the plan of that generation. */
  void ready(Link link, long generation) {
    relaying.ready(link, generation);
    goOn();
  }

  /** An executor cannot reach another. */
  void unreachable(Link link, Unreachable what) {
    relaying.unreachable(link, what);
  }

  /** A piece of what a relay has gathered. */
  void gathered(Link link, ByteBuffer frame) {
    if (relayed != null && relaying.gathered(link, frame)) {
      answered();
    }
  }

  /** One more worker or relay has answered. */
  void answered() {
    outstanding.decrementAndGet();
  }

  /** Whether all have. */
  boolean isDone() {
    return outstanding.get() == 0;
  }

  /** Gives up on relays that do not work. */
  void look() {
    if (relayed != null) {
      relaying.look(seats);
      goOn();
    }
  }

  /** Whether all have been asked, and whoever does not answer may be to blame. */
  boolean isAnswerDue() {
    Round round = relayed;
    return round == null || relaying.isAnswerDue(round);
  }

  /** Gives the answers, all of which have come. */
  List<Answer> finish() {
    List<Answer> answers = seats.finish();
    boolean through = relayed != null;
    relayed = null;
    return through ? relaying.finish(answers) : answers;
  }
}
