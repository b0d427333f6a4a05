package dev.lockstep.spark.output;

import java.time.Instant;

/** A process of this machine that does not run any more. */
final class Dead {
  private Dead() {}

  /** Another one has its number now. */
  static Owner owner() {
    Owner here = Owner.here("application-6");
    return new Owner(
        "dead",
        here.host(),
        here.machine(),
        here.pid(),
        Instant.EPOCH,
        here.applicationId(),
        Instant.EPOCH,
        Instant.now());
  }
}
