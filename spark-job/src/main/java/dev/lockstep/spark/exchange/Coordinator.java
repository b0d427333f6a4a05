package dev.lockstep.spark.exchange;

import dev.lockstep.train.SummationTree.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver's side of a session: asks every worker, waits for every answer. Each range of shards
 * has a place that one worker at a time may fill; a later attempt fences an earlier one. An answer
 * counts if it comes from the worker in the place and is for the round that is under way; whoever
 * takes a place over during a round is asked the same.
 */
final class Coordinator {
  private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);
  private static final long SPIN_NANOS = Duration.ofMillis(2).toNanos();
  private static final long PARK_NANOS = Duration.ofMillis(20).toNanos();
  private static final long PROBE_MILLIS = 100;
  private static final long REMINDER_NANOS = Duration.ofSeconds(10).toNanos();

  private final Place[] places;
  private final Duration timeout;

  /**
   * Attempts that do not count any more. Letting them go early would end the task that does count.
   */
  private final List<Port> fenced = new ArrayList<>();

  private final Supplier<@Nullable Throwable> failureProbe;
  private @Nullable Round round;
  private volatile int outstanding;
  private volatile @Nullable Thread waiting;
  private long rounds;
  private boolean ended;

  /** A worker as the coordinator sees it. */
  interface Port {
    /** Orders attempts at one place: the higher one counts. */
    long attempt();

    /** Asks; the answer comes through {@link Coordinator#answer}. Must not block. */
    void ask(Round round);

    /** Lets the worker go: the session has ended. */
    void release();

    /** Makes the worker fail, as its place is taken. */
    void cut();

    /** Where the worker runs, for messages. */
    String describe();

    /** The worker itself, if it lives in this JVM, so that the driver's thread can work for it. */
    default @Nullable LocalWorker local() {
      return null;
    }

    /** Whether nothing has been heard of the worker for too long. */
    default boolean silent() {
      return false;
    }
  }

  private static final class Place {
    private final Node range;
    private @Nullable Port port;
    private long highestAttempt = -1;
    private @Nullable Result result;

    Place(Node range) {
      this.range = range;
    }

    String describe() {
      Port current = port;
      return "worker of shards %d to %d (%s)"
          .formatted(
              range.from(), range.to() - 1, current == null ? "not connected" : current.describe());
    }
  }

  /**
   * For workers of those ranges.
   *
   * @param timeout a round that takes longer fails
   * @param failureProbe tells why no worker will come any more, or null while some may; asked now
   *     and then
   */
  Coordinator(List<Node> ranges, Duration timeout, Supplier<@Nullable Throwable> failureProbe) {
    places = ranges.stream().map(Place::new).toArray(Place[]::new);
    this.failureProbe = failureProbe;
    this.timeout = timeout;
  }

  /**
   * A worker offers to fill a place; whether it may. One that may not is to wait for {@link
   * Port#release}, which comes at the end.
   */
  synchronized boolean join(int place, Port port) {
    Place at = places[place];
    if (ended) {
      port.release();
      return false;
    }
    if (port.attempt() <= at.highestAttempt) {
      fenced.add(port);
      return false;
    }
    if (at.port != null) {
      fence(at.port, port);
    }
    at.highestAttempt = port.attempt();
    at.port = port;
    Round current = round;
    if (current != null && at.result == null) {
      port.ask(current);
    }
    notifyAll();
    return true;
  }

  /**
   * When Spark has to run the stage again, it starts all its tasks anew: an attempt of the stage
   * before stands in their way, and fails at no cost. Within one attempt of the stage, Spark would
   * answer that with another attempt of the task, and so forth: therefore a fenced one stays until
   * the end.
   */
  private void fence(Port before, Port by) {
    if (Attempt.stage(before.attempt()) < Attempt.stage(by.attempt())) {
      before.cut();
    } else {
      fenced.add(before);
    }
  }

  /** A worker is gone; its place is free for another attempt. */
  synchronized void leave(int place, Port port) {
    if (places[place].port == port) {
      places[place].port = null;
    }
  }

  /** A worker's answer; whether it counts. */
  boolean answer(int place, Port port, long roundNumber, Result result) {
    synchronized (this) {
      Place at = places[place];
      Round current = round;
      if (current == null
          || current.number() != roundNumber
          || at.port != port
          || at.result != null) {
        return false;
      }
      at.result = result;
      outstanding--;
    }
    wakeIfDone();
    return true;
  }

  private void wakeIfDone() {
    Thread driver = waiting;
    if (driver != null && outstanding == 0) {
      LockSupport.unpark(driver);
    }
  }

  /**
   * Waits until every place is filled.
   *
   * @throws TimeoutException telling how many are
   */
  synchronized void awaitAll(Duration within) throws TimeoutException, InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    while (missing() > 0) {
      throwFailure();
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new TimeoutException(
            "%d of %d workers came within %d seconds"
                .formatted(places.length - missing(), places.length, within.toSeconds()));
      }
      wait(Math.min(PROBE_MILLIS, Math.max(1, left / 1_000_000)));
    }
  }

  private int missing() {
    int missing = 0;
    for (Place place : places) {
      missing += place.port == null ? 1 : 0;
    }
    return missing;
  }

  /** The number of the next round. */
  long nextRound() {
    return rounds + 1;
  }

  /**
   * Asks all workers; gives their answers in the order of the places, valid until the next round.
   */
  List<Result> run(Round next) {
    LocalWorker mine = begin(next);
    if (mine != null) {
      mine.work(next);
    }
    await();
    return finish();
  }

  /**
   * Asks all workers but one that lives here, for which the caller is to work: the driver has
   * nothing else to do.
   */
  private synchronized @Nullable LocalWorker begin(Round next) {
    rounds = next.number();
    round = next;
    outstanding = places.length;
    LocalWorker mine = null;
    for (Place place : places) {
      place.result = null;
    }
    for (Place place : places) {
      Port port = place.port;
      if (port == null) {
        continue;
      }
      LocalWorker local = mine == null ? port.local() : null;
      if (local != null) {
        mine = local;
      } else {
        port.ask(next);
      }
    }
    return mine;
  }

  private synchronized List<Result> finish() {
    List<Result> results = new ArrayList<>(places.length);
    for (Place place : places) {
      if (place.result == null) {
        throw new IllegalStateException("no answer from the " + place.describe());
      }
      results.add(place.result);
    }
    round = null;
    return results;
  }

  private void await() {
    long start = System.nanoTime();
    long reminder = start + REMINDER_NANOS;
    waiting = Thread.currentThread();
    try {
      while (outstanding > 0) {
        long now = System.nanoTime();
        if (now - start < SPIN_NANOS) {
          Thread.onSpinWait();
          continue;
        }
        LockSupport.parkNanos(this, PARK_NANOS);
        throwFailure();
        dropSilent();
        if (now - start > timeout.toNanos()) {
          throw new IllegalStateException(
              "no answer within %d seconds (exchange.step_timeout) from the %s"
                  .formatted(timeout.toSeconds(), unanswered()));
        }
        if (now > reminder) {
          reminder = now + REMINDER_NANOS;
          LOG.warn("Waiting for {} s for the {}", (now - start) / 1_000_000_000L, unanswered());
        }
      }
    } finally {
      waiting = null;
    }
  }

  private synchronized String unanswered() {
    List<String> waitedFor = new ArrayList<>();
    for (Place place : places) {
      if (place.result == null) {
        waitedFor.add(place.describe());
      }
    }
    return String.join(", the ", waitedFor);
  }

  /**
   * A worker of whom nothing is heard loses its place; its connection is cut, so that it notices
   * too.
   */
  private void dropSilent() {
    for (Place place : places) {
      Port port;
      synchronized (this) {
        port = place.port;
        if (port == null || !port.silent()) {
          continue;
        }
        place.port = null;
      }
      LOG.warn("Nothing heard from the {}: waiting for another attempt", port.describe());
      port.release();
    }
  }

  private void throwFailure() {
    Throwable cause = failureProbe.get();
    if (cause != null) {
      throw new SessionFailedException(cause);
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new SessionFailedException(new InterruptedException("the training was interrupted"));
    }
  }

  /** Lets all workers go. */
  synchronized void end() {
    ended = true;
    round = null;
    for (Place place : places) {
      Port port = place.port;
      if (port != null) {
        port.release();
      }
    }
    fenced.forEach(Port::release);
  }
}
