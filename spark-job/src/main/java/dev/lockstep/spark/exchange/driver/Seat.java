package dev.lockstep.spark.exchange.driver;

import dev.lockstep.spark.exchange.message.Answer;
import dev.lockstep.train.sum.SummationTree.Node;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A range of shards, the worker that holds it at present, its answer to the present round, and the
 * other living attempts, which stand by. Whoever comes first holds the seat until it is lost; then
 * the next does that has come and lives, whatever its number.
 */
final class Seat {
  /** Attempts that may stand by: the copies of a task that there can be. */
  private static final int MOST_STANDBYS = 8;

  private final Node range;
  private @Nullable Worker worker;

  /** Letting them go before the end would end the task that does count. */
  private final Deque<Worker> standbys = new ArrayDeque<>();

  private long waitedNanos;
  private boolean awaitsOthers;
  private @Nullable String suspect;
  private String before = "not connected";
  @Nullable Answer answer;

  Seat(Node range) {
    this.range = range;
  }

  /** A worker takes the seat. */
  void fill(Worker by) {
    worker = by;
    suspect = null;
    goOn();
  }

  /** Its worker has given its part of a sum, and is not to be waited for until it is told that. */
  void awaitOthers() {
    awaitsOthers = true;
  }

  /** Its worker is to be waited for from now on. */
  void goOn() {
    awaitsOthers = false;
    waitedNanos = 0;
  }

  boolean awaitsOthers() {
    return awaitsOthers;
  }

  Node range() {
    return range;
  }

  /** An attempt waits until the seat is free, or for the end; whether there is room for it. */
  boolean standBy(Worker attempt) {
    return standbys.size() < MOST_STANDBYS && standbys.add(attempt);
  }

  /** Whether an attempt fills the seat, or stands by. */
  boolean has(Worker attempt) {
    return worker == attempt || standbys.contains(attempt);
  }

  /** An attempt that stood by is gone. */
  void forget(Worker attempt) {
    standbys.remove(attempt);
  }

  /** Takes the first that stands by, or null. */
  @Nullable Worker nextStandby() {
    return standbys.poll();
  }

  /**
   * Takes one that stands by and belongs to the present attempt at the stage, while the seat is
   * held by one of an earlier, or null.
   */
  @Nullable Worker successor(int stageAttempt) {
    if (worker == null || worker.stageAttempt() >= stageAttempt) {
      return null;
    }
    for (Worker standby : standbys) {
      if (standby.stageAttempt() == stageAttempt) {
        standbys.remove(standby);
        return standby;
      }
    }
    return null;
  }

  boolean hasStandbys() {
    return !standbys.isEmpty();
  }

  /**
   * The worker is lost.
   *
   * @param silent whether its executor may hold on to the task without ever answering
   */
  void vacate(boolean silent) {
    if (worker != null) {
      suspect = silent ? worker.executor() : null;
      before = "lost, was " + worker.describe();
    }
    worker = null;
    goOn();
  }

  /** The executor that may hold on to the task of this vacant seat; asked once. */
  @Nullable String takeSuspect() {
    String taken = suspect;
    suspect = null;
    return taken;
  }

  /** A round begins. */
  void begin() {
    answer = null;
    awaitsOthers = false;
    if (worker != null) {
      waitedNanos = 0;
    }
  }

  /**
   * The worker, if there is one, is asked for the same once more; it may have got far with that.
   */
  void forgetAnswer() {
    answer = null;
    if (worker != null) {
      waitedNanos = 0;
    }
  }

  /** The driver has waited for a worker, or for its answer. */
  void waited(long nanos) {
    if (worker == null || isAwaited()) {
      waitedNanos += nanos;
    }
  }

  /** Whether the round cannot go on before the worker does. */
  boolean isAwaited() {
    return answer == null && !awaitsOthers;
  }

  /** For how long the driver has waited for a worker; 0 while there is one. */
  long vacantNanos() {
    return worker == null ? waitedNanos : 0;
  }

  /** For how long the driver has waited for the worker's answer; 0 where it waits for none. */
  long unansweredNanos() {
    return worker != null && isAwaited() ? waitedNanos : 0;
  }

  /** Lets all its attempts go. */
  void release() {
    if (worker != null) {
      worker.release();
    }
    standbys.forEach(Worker::release);
  }

  /** The worker, or null while there is none. */
  @Nullable Worker worker() {
    return worker;
  }

  /** For messages. */
  String describe() {
    return describe(worker == null ? before : worker.describe());
  }

  /** For messages: this seat with a worker that runs there. */
  String describe(String by) {
    return String.format(
        Locale.ROOT, "worker of shards %d to %d (%s)", range.from(), range.to() - 1, by);
  }
}
