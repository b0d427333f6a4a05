package dev.lockstep.spark.exchange;

import dev.lockstep.train.SummationTree.Node;
import org.jspecify.annotations.Nullable;

/** A range of shards, the worker that holds it at present, and its answer to the present round. */
final class Place {
  private final Node range;
  private @Nullable Port port;
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

  void fill(Port by) {
    highestAttempt = by.attempt();
    port = by;
  }

  void vacate() {
    port = null;
    vacantSince = System.nanoTime();
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
    return "worker of shards %d to %d (%s)"
        .formatted(range.from(), range.to() - 1, by == null ? "not connected" : by.describe());
  }
}
