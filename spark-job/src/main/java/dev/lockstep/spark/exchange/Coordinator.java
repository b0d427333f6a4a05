package dev.lockstep.spark.exchange;

import dev.lockstep.train.SummationTree.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver's side of a session: asks every worker, waits for every answer. Each range of shards
 * has a place that one worker at a time may fill; a later attempt fences an earlier one, which then
 * stands by. An answer counts if it comes from the worker in the place and is for the round that is
 * under way; whoever takes a place over during a round is asked the same.
 */
final class Coordinator {
  private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);
  private static final Duration PARK = Duration.ofMillis(20);
  private static final long PROBE_MILLIS = 100;
  private static final long REMINDER_NANOS = Duration.ofSeconds(10).toNanos();

  private final Place[] places;
  private final Patience patience;
  private final WorkerFailures failures;

  private @Nullable Round round;
  private volatile int outstanding;
  private volatile @Nullable Thread waiting;
  private long rounds;
  private int losses;
  private boolean ended;

  /**
   * How long is waited.
   *
   * @param round a round that takes longer fails
   * @param vacancy so does one in which a place lacks a worker for longer
   */
  record Patience(Duration round, Duration vacancy) {}

  /** What the driver's thread does until the answers have come. */
  interface Waiting {
    /**
     * Returns when all is done, or after a while.
     *
     * @param done comes true on this thread, or on another, which then unparks this one
     */
    void await(BooleanSupplier done, Duration atMost);
  }

  /**
   * For workers of those ranges.
   *
   * @param jobFailure tells why no worker will come any more, or null while some may; asked now and
   *     then
   */
  Coordinator(List<Node> ranges, Patience patience, Supplier<@Nullable Throwable> jobFailure) {
    places = ranges.stream().map(Place::new).toArray(Place[]::new);
    this.failures = new WorkerFailures(jobFailure);
    this.patience = patience;
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
    if (!at.accepts(port)) {
      at.standBy(port);
      return false;
    }
    fill(at, port);
    return true;
  }

  private void fill(Place at, Port port) {
    at.fill(port);
    Round current = round;
    if (current != null && at.result == null) {
      port.ask(current);
    }
    notifyAll();
  }

  /** A worker is gone; one that stands by takes its place, or else another attempt may. */
  synchronized void leave(int place, Port port, String why) {
    Place at = places[place];
    if (ended) {
      return;
    }
    if (at.port() != port) {
      at.forget(port);
      return;
    }
    losses++;
    String lost = at.describe();
    at.vacate();
    Port next = at.nextStandby();
    LOG.warn(
        "Lost the {}: {}; {}",
        lost,
        why,
        next == null ? "waiting for another attempt" : "another attempt is at hand");
    if (next != null) {
      fill(at, next);
    }
  }

  /**
   * A worker gives up, which leaves its place free too. What it says first is what the user is
   * told, should the session fail.
   */
  synchronized void failed(int place, Port port, String why) {
    if (!ended) {
      failures.add(
          String.format(Locale.ROOT, "the %s failed: %s", places[place].describe(port), why));
    }
    leave(place, port, "it failed");
  }

  /** A worker's answer; whether it counts. */
  boolean answer(int place, Port port, long roundNumber, Result result) {
    synchronized (this) {
      Place at = places[place];
      Round current = round;
      if (current == null
          || current.number() != roundNumber
          || at.port() != port
          || at.result != null) {
        return false;
      }
      at.result = result;
      outstanding--;
    }
    wakeIfDone();
    return true;
  }

  private boolean isDone() {
    return outstanding == 0;
  }

  private void wakeIfDone() {
    Thread driver = waiting;
    if (driver != null && isDone()) {
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
      failures.check();
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new TimeoutException(
            String.format(
                Locale.ROOT,
                "%d of %d workers came within %d seconds%s",
                places.length - missing(),
                places.length,
                within.toSeconds(),
                failures.describe()));
      }
      wait(Math.min(PROBE_MILLIS, Math.max(1, left / 1_000_000)));
    }
  }

  private int missing() {
    int missing = 0;
    for (Place place : places) {
      missing += place.port() == null ? 1 : 0;
    }
    return missing;
  }

  /** The number of the next round. */
  long nextRound() {
    return rounds + 1;
  }

  /** How many workers have been lost. */
  synchronized int losses() {
    return losses;
  }

  /**
   * Asks all workers; gives their answers in the order of the places, valid until the next round.
   */
  List<Result> run(Round next, Waiting patiently) {
    LocalWorker mine = begin(next);
    if (mine != null) {
      mine.work(next);
    }
    await(patiently);
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
      Port port = place.port();
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

  private void await(Waiting patiently) {
    long start = System.nanoTime();
    long reminder = start + REMINDER_NANOS;
    waiting = Thread.currentThread();
    try {
      patiently.await(this::isDone, PARK);
      while (!isDone()) {
        long now = System.nanoTime();
        checkWaiting(now - start);
        if (now > reminder) {
          reminder = now + REMINDER_NANOS;
          LOG.warn("Waiting for {} s for the {}", (now - start) / 1_000_000_000L, unanswered());
        }
        patiently.await(this::isDone, PARK);
      }
    } finally {
      waiting = null;
    }
  }

  private void checkWaiting(long waited) {
    failures.check();
    if (waited > patience.round().toNanos()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "no answer within %d seconds (exchange.step_timeout) from the %s%s",
              patience.round().toSeconds(),
              unanswered(),
              failures.describe()));
    }
    synchronized (this) {
      for (Place place : places) {
        if (place.vacantNanos() > patience.vacancy().toNanos()) {
          throw new PlaceVacantException(
              String.format(
                  Locale.ROOT,
                  "no other attempt within %d seconds (exchange.start_timeout) for the %s%s",
                  patience.vacancy().toSeconds(),
                  place.describe(),
                  failures.describe()));
        }
      }
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

  /** Lets all workers go. */
  synchronized void end() {
    ended = true;
    round = null;
    for (Place place : places) {
      place.release();
    }
  }
}
