package dev.lockstep.spark.exchange;

import dev.lockstep.spark.exchange.Watch.Patience;
import dev.lockstep.train.sum.SummationTree.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver's side of a session: asks every worker, waits for every answer. Each range of shards
 * has a place that one worker at a time may fill; other attempts stand by. An answer counts if it
 * comes from the worker in the place and is for the round that is under way; whoever takes a place
 * over during a round is asked the same.
 */
final class Coordinator {
  private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);
  private static final Duration PARK = Duration.ofMillis(20);
  private static final long PROBE_MILLIS = 100;
  private static final long REMINDER_SECONDS = 10;

  private final Place[] places;
  private final Patience patience;
  private final Tasks tasks;
  private final WorkerFailures failures;
  private final Watch watch;

  private @Nullable Round round;
  private volatile int outstanding;
  private volatile @Nullable Thread waiting;
  private long rounds;
  private int losses;
  private boolean ended;

  /** What the driver's thread does until the answers have come. */
  interface Waiting {
    /**
     * Returns when all is done, or after a while.
     *
     * @param done comes true on this thread, or on another, which then unparks this one
     */
    void await(BooleanSupplier done, Duration atMost);
  }

  /** For workers of those ranges. */
  Coordinator(List<Node> ranges, Patience patience, Tasks tasks) {
    this.places = ranges.stream().map(Place::new).toArray(Place[]::new);
    this.patience = patience;
    this.tasks = tasks;
    this.failures = new WorkerFailures(tasks::failure);
    this.watch = new Watch(patience, tasks);
  }

  /**
   * A worker offers to fill a place; whether it does. One that does not is to wait for {@link
   * Port#ask}, or for {@link Port#release}, which comes at the end.
   */
  synchronized boolean join(int place, Port port) {
    Place at = places[place];
    if (ended) {
      port.release();
      return false;
    }
    if (at.port() == null) {
      fill(at, port);
      return true;
    }
    if (!at.standBy(port)) {
      port.cut("too many attempts stand by for the place already");
    }
    return false;
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
    lose(places[place], port, why, false);
  }

  /** A worker does not answer any more; its task may hold on nonetheless. */
  synchronized void silent(int place, Port port, String why) {
    lose(places[place], port, why, true);
  }

  private void lose(Place at, Port port, String why, boolean silent) {
    if (ended) {
      return;
    }
    if (at.port() != port) {
      at.forget(port);
      return;
    }
    losses++;
    String lost = at.describe();
    at.vacate(silent);
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
   * told, should the session fail; but for one that was made to fail.
   */
  synchronized void failed(int place, Port port, String why) {
    if (!ended && places[place].has(port)) {
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
   * @param within so long the tasks may take to run all at once
   * @throws TimeoutException telling who is missing
   * @throws PlaceVacantException if Spark loses the slots for some
   */
  synchronized void awaitAll(Duration within) throws TimeoutException, InterruptedException {
    watch.begin(false);
    while (missing() > 0) {
      failures.check();
      watch.look(places);
      boolean late = watch.waited().compareTo(within) > 0 && tasks.running() < places.length;
      if (late || watch.isRoundOver()) {
        throw new TimeoutException(
            String.format(
                Locale.ROOT,
                "%d of %d workers came within %d seconds (%s); %s; missing is the %s%s",
                places.length - missing(),
                places.length,
                watch.waited().toSeconds(),
                late ? "exchange.start_timeout" : "exchange.step_timeout",
                slots(),
                describe(place -> place.port() == null),
                failures.describe()));
      }
      wait(PROBE_MILLIS);
    }
  }

  private String slots() {
    int slots = tasks.slots();
    return slots < places.length
        ? "Spark has slots for " + slots
        : "Spark has the slots, but another job may hold some, or an executor not answer";
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
    watch.begin(next.split() != null);
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
      place.begin();
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
    long reminder = REMINDER_SECONDS;
    int lossesBefore = losses();
    waiting = Thread.currentThread();
    try {
      patiently.await(this::isDone, PARK);
      while (!isDone()) {
        look();
        if (watch.waited().toSeconds() >= reminder) {
          reminder += REMINDER_SECONDS;
          LOG.warn("Waiting for {} s for the {}", watch.waited().toSeconds(), unanswered());
        }
        patiently.await(this::isDone, PARK);
      }
    } finally {
      waiting = null;
    }
    if (losses() == lossesBefore) {
      watch.undisturbed();
    }
  }

  private synchronized void look() {
    failures.check();
    watch.look(places);
    if (watch.isRoundOver()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "no answer within %d seconds (exchange.step_timeout) from the %s%s",
              patience.round().toSeconds(),
              unanswered(),
              failures.describe()));
    }
    Place vacant = watch.givenUp(places);
    if (vacant != null) {
      throw new PlaceVacantException(
          String.format(
              Locale.ROOT,
              "no other attempt within %d seconds (exchange.start_timeout) for the %s%s",
              patience.vacancy().toSeconds(),
              vacant.describe(),
              failures.describe()));
    }
    for (Place place : places) {
      replaceHung(place);
      replaceOutdated(place);
    }
  }

  /** The driver itself cannot be replaced. */
  private void replaceHung(Place place) {
    Port port = place.port();
    if (port == null || port.executor() == null || !watch.isHung(place)) {
      return;
    }
    String why = "no answer for " + watch.waited().toSeconds() + " s";
    lose(place, port, why, true);
    port.cut(why + ": another attempt is to take the place");
  }

  /**
   * When Spark has to run the stage again, it starts all its tasks anew: an attempt of the stage
   * before stands in their way, and fails at no cost. Within one attempt of the stage, Spark would
   * answer that with another attempt of the task, and so forth.
   */
  private void replaceOutdated(Place place) {
    Port before = place.port();
    Port successor = place.hasStandbys() ? place.successor(tasks.stageAttempt()) : null;
    if (before != null && successor != null) {
      fill(place, successor);
      before.cut("the stage is run again: another attempt has taken the place");
    }
  }

  private String unanswered() {
    return describe(place -> place.result == null);
  }

  private synchronized String describe(Predicate<Place> which) {
    return Arrays.stream(places)
        .filter(which)
        .map(Place::describe)
        .collect(Collectors.joining(", the "));
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
