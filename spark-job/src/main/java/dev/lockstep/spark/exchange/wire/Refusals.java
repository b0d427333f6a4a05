package dev.lockstep.spark.exchange.wire;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts connections that are refused; logs them, a line a second at the most. */
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final long BETWEEN_NANOS = Duration.ofSeconds(1).toNanos();

  private final LongSupplier clock;
  private long count;
  private long logged;
  private long lastLogged;
  private @Nullable String last;

  Refusals() {
    this(System::nanoTime);
  }

  /** By a clock that gives nanoseconds. */
  Refusals(LongSupplier clock) {
    this.clock = clock;
    this.lastLogged = clock.getAsLong() - BETWEEN_NANOS;
  }

  /** Somebody is refused. */
  synchronized void add(String who, String why) {
    count++;
    last = who + ": " + why;
    log();
  }

  /** Logs what is left to be logged, if it is time to. */
  synchronized void log() {
    long now = clock.getAsLong();
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
