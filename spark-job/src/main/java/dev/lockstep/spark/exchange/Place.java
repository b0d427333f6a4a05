package dev.lockstep.spark.exchange;

import dev.lockstep.train.sum.SummationTree.Node;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A range of shards, the worker that holds it at present, its answer to the present round, and the
 * other living attempts, which stand by. Whoever comes first holds the place until it is lost; then
 * the next does that has come and lives, whatever its number.
 */
final class Place {
  /** Attempts that may stand by: the copies of a task that there can be. */
  private static final int MOST_STANDBYS = 8;

  private final Node range;
  private @Nullable Port port;

  /** Letting them go before the end would end the task that does count. */
  private final Deque<Port> standbys = new ArrayDeque<>();

  private long waitedNanos;
  private @Nullable String suspect;
  private String before = "not connected";
  @Nullable Result result;

  Place(Node range) {
    this.range = range;
  }

  /** A worker takes the place. */
  void fill(Port by) {
    port = by;
    suspect = null;
    waitedNanos = 0;
  }

  /** An attempt waits until the place is free, or for the end; whether there is room for it. */
  boolean standBy(Port attempt) {
    return standbys.size() < MOST_STANDBYS && standbys.add(attempt);
  }

  /** Whether an attempt fills the place, or stands by. */
  boolean has(Port attempt) {
    return port == attempt || standbys.contains(attempt);
  }

  /** An attempt that stood by is gone. */
  void forget(Port attempt) {
    standbys.remove(attempt);
  }

  /** Takes the first that stands by, or null. */
  @Nullable Port nextStandby() {
    return standbys.poll();
  }

  /**
   * Takes one that stands by and belongs to the present attempt at the stage, while the place is
   * held by one of an earlier, or null.
   */
  @Nullable Port successor(int stageAttempt) {
    if (port == null || Attempt.stage(port.attempt()) >= stageAttempt) {
      return null;
    }
    for (Port standby : standbys) {
      if (Attempt.stage(standby.attempt()) == stageAttempt) {
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
    if (port != null) {
      suspect = silent ? port.executor() : null;
      before = "lost, was " + port.describe();
    }
    port = null;
    waitedNanos = 0;
  }

  /** The executor that may hold on to the task of this vacant place; asked once. */
  @Nullable String takeSuspect() {
    String taken = suspect;
    suspect = null;
    return taken;
  }

  /** A round begins. */
  void begin() {
    result = null;
    if (port != null) {
      waitedNanos = 0;
    }
  }

  /** The driver has waited for a worker, or for its answer. */
  void waited(long nanos) {
    if (port == null || result == null) {
      waitedNanos += nanos;
    }
  }

  /** For how long the driver has waited for a worker; 0 while there is one. */
  long vacantNanos() {
    return port == null ? waitedNanos : 0;
  }

  /** For how long the driver has waited for the worker's answer; 0 where it waits for none. */
  long unansweredNanos() {
    return port != null && result == null ? waitedNanos : 0;
  }

  /** Lets all its attempts go. */
  void release() {
    if (port != null) {
      port.release();
    }
    standbys.forEach(Port::release);
  }

  /** The worker, or null while there is none. */
  @Nullable Port port() {
    return port;
  }

  /** For messages. */
  String describe() {
    return describe(port);
  }

  /** For messages: this place with a worker that fills it, or did. */
  String describe(@Nullable Port by) {
    return String.format(
        Locale.ROOT,
        "worker of shards %d to %d (%s)",
        range.from(),
        range.to() - 1,
        by == null ? before : by.describe());
  }
}
