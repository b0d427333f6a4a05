package dev.lockstep.spark.exchange.wire;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts connections that are refused; logs them, a line a second at the most. */
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final long BETWEEN_NANOS = Duration.ofSeconds(1).toNanos();

  private long count;
  private long logged;
  private long lastLogged = System.nanoTime() - BETWEEN_NANOS;
  private @Nullable String last;

  /** Somebody is refused. */
  synchronized void add(String who, String why) {
    count++;
    last = who + ": " + why;
    log();
  }

  /** Logs what is left to be logged, if it is time to. */
  synchronized void log() {
    long now = System.nanoTime();
    if (count > logged && now - lastLogged >= BETWEEN_NANOS) {
      LOG.warn("Refused {} connections, {} in all; the last from {}", count - logged, count, last);
      lastLogged = now;
      logged = count;
    }
  }

  synchronized long count() {
    return count;
  }
}
