package dev.lockstep.spark.exchange;

import dev.lockstep.train.SummationTree.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A range of shards, the worker that holds it at present, its answer to the present round, and the
 * attempts that stand by.
 */
final class Place {
  private final Node range;
  private @Nullable Port port;

  /**
   * Attempts that do not count at present. Letting them go before the end would end the task that
   * does count.
   */
  private final List<Port> standbys = new ArrayList<>();

  private long highestAttempt = -1;
  private long vacantSince = System.nanoTime();
  @Nullable Result result;

  Place(Node range) {
    this.range = range;
  }

  /** Whether an attempt is higher than all before. */
  boolean accepts(Port candidate) {
    return candidate.attempt() > highestAttempt;
  }

  /** Another attempt takes the place; the one before stands by. */
  void fill(Port by) {
    List<Port> others = new ArrayList<>(standbys);
    if (port != null) {
      others.add(port);
    }
    port = by;
    highestAttempt = Math.max(highestAttempt, by.attempt());
    standbys.clear();
    others.forEach(this::standBy);
  }

  /**
   * An attempt waits until it may fill the place, or for the end. When Spark has to run the stage
   * again, it starts all its tasks anew: an attempt of the stage before stands in their way, and
   * fails at no cost. Within one attempt of the stage, Spark would answer that with another attempt
   * of the task, and so forth.
   */
  void standBy(Port attempt) {
    if (Attempt.stage(attempt.attempt()) < Attempt.stage(highestAttempt)) {
      attempt.cut();
    } else {
      standbys.add(attempt);
    }
  }

  /** An attempt that stood by is gone. */
  void forget(Port attempt) {
    standbys.remove(attempt);
  }

  /** Takes the highest attempt that stands by, or null. */
  @Nullable Port nextStandby() {
    Port next = standbys.stream().max(Comparator.comparingLong(Port::attempt)).orElse(null);
    standbys.remove(next);
    return next;
  }

  void vacate() {
    port = null;
    vacantSince = System.nanoTime();
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

  /** Nanoseconds without a worker; 0 while there is one. */
  long vacantNanos() {
    return port == null ? System.nanoTime() - vacantSince : 0;
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
        by == null ? "not connected" : by.describe());
  }
}
