package dev.lockstep.spark.exchange.driver;

import dev.lockstep.spark.exchange.driver.Watch.Patience;
import dev.lockstep.spark.exchange.message.Answer;
import dev.lockstep.spark.exchange.message.PartSums;
import dev.lockstep.spark.exchange.message.PlanFrames.Unreachable;
import dev.lockstep.spark.exchange.message.Round;
import dev.lockstep.spark.exchange.message.Round.Kind;
import dev.lockstep.spark.exchange.tasks.Tasks;
import dev.lockstep.train.sum.SummationTree.Node;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver's side of a session: asks every worker, waits for every answer. Each range of shards
 * has a seat that one worker at a time may fill; other attempts stand by. An answer counts if it
 * comes from the worker in the seat and is for the round that is under way; whoever takes a seat
 * over during a round is asked the same.
 */
final class Coordinator {
  private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);
  private static final Duration PARK = Duration.ofMillis(20);
  private static final long PROBE_MILLIS = 100;
  private static final long REMINDER_SECONDS = 10;

  private final Seats seats;
  private final Patience patience;
  private final Tasks tasks;
  private final WorkerFailures failures;
  private final Watch watch;
  private final OpenRound open;
  private volatile @Nullable Thread waiting;
  private @Nullable Waiting patiently;
  private long rounds;

  /** What the driver's thread does until the answers have come. */
  interface Waiting {
    /**
     * Returns when all is done, or after a while.
     *
     * @param done comes true on this thread, or on another, which then unparks this one
     */
    void await(BooleanSupplier done, Duration atMost);
  }

  /** The round ends while the driver's thread works in the stead of a worker. */
  static final class RoundOver extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final RuntimeException reason;

    private RoundOver(RuntimeException reason) {
      super(reason);
      this.reason = reason;
    }
  }

  /** For workers of those ranges. */
  Coordinator(List<Node> ranges, Patience patience, Tasks tasks, Relaying relaying) {
    this.seats = new Seats(ranges);
    this.open = new OpenRound(seats, relaying);
    this.patience = patience;
    this.tasks = tasks;
    this.failures = new WorkerFailures(tasks::failure);
    this.watch = new Watch(patience, tasks);
  }

  /**
   * A worker offers to fill a seat; whether it does. One that does not is to wait for {@link
   * Worker#ask}, or for {@link Worker#release}, which comes at the end.
   */
  synchronized boolean join(int seat, Worker worker) {
    boolean fills = seats.join(seat, worker);
    open.goOn();
    notifyAll();
    return fills;
  }

  /** An executor has reached all that it exchanges with under the plan of that generation. */
  synchronized void ready(Link link, long generation) {
    open.ready(link, generation);
  }

  /** An executor cannot reach another. */
  synchronized void unreachable(Link link, Unreachable what) {
    open.unreachable(link, what);
  }

  /** A piece of what a relay has gathered. */
  void gathered(Link link, ByteBuffer frame) {
    synchronized (this) {
      open.gathered(link, frame);
    }
    wakeIfDone();
  }

  /** What the workers' connections are, each once. */
  synchronized List<Link> links() {
    return seats.all().stream()
        .map(Seat::worker)
        .filter(Objects::nonNull)
        .map(Worker::link)
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }

  /** A worker is gone; one that stands by takes its seat, or else another attempt may. */
  synchronized void leave(int seat, Worker worker, String why) {
    seats.lose(seat, worker, why, false);
    open.goOn();
    notifyAll();
  }

  /** A worker does not answer any more; its task may hold on nonetheless. */
  synchronized void silent(int seat, Worker worker, String why) {
    seats.lose(seat, worker, why, true);
    open.goOn();
    notifyAll();
  }

  /**
   * A worker gives up, which leaves its seat free too. What it says first is what the user is told,
   * should the session fail; but for one that was made to fail.
   */
  synchronized void failed(int seat, Worker worker, String why) {
    if (seats.has(seat, worker)) {
      fail(seat, worker.describe(), why);
    }
    leave(seat, worker, "it failed");
  }

  /**
   * A worker could not be made for a seat, which stays as it is.
   *
   * @param by where it would have run
   */
  synchronized void unable(int seat, String by, String why) {
    if (!seats.haveEnded()) {
      fail(seat, by, why);
    }
  }

  private void fail(int seat, String by, String why) {
    failures.add(String.format(Locale.ROOT, "the %s failed: %s", seats.describe(seat, by), why));
  }

  /** A worker's answer; whether it counts. */
  boolean answer(int seat, Worker worker, long roundNumber, Answer answer) {
    synchronized (this) {
      if (!seats.accept(seat, worker, roundNumber, answer)) {
        return false;
      }
      open.answered();
    }
    wakeIfDone();
    return true;
  }

  /** A worker's part of a sum, which it gets back over all workers; whether it counts. */
  synchronized boolean reduce(int seat, Worker worker, PartSums sums) {
    return seats.reduce(seat, worker, sums);
  }

  private boolean isDone() {
    return open.isDone();
  }

  private void wakeIfDone() {
    Thread driver = waiting;
    if (driver != null && isDone()) {
      LockSupport.unpark(driver);
    }
  }

  /**
   * Waits until every seat is filled.
   *
   * @param within so long the tasks may take to run all at once
   * @throws TimeoutException telling who is missing
   * @throws SeatVacantException if Spark loses the slots for some
   */
  synchronized void awaitAll(Duration within) throws TimeoutException, InterruptedException {
    watch.begin(Kind.GRADIENT);
    while (seats.missing() > 0) {
      failures.check();
      watch.look(seats.all());
      boolean late = watch.waited().compareTo(within) > 0 && tasks.running() < seats.count();
      if (late || watch.isRoundOver()) {
        throw new TimeoutException(
            String.format(
                Locale.ROOT,
                "%d of %d workers came within %d seconds (%s); %s; missing is the %s%s",
                seats.count() - seats.missing(),
                seats.count(),
                watch.waited().toSeconds(),
                late ? "exchange.start_timeout" : "exchange.step_timeout",
                slots(),
                seats.vacant(),
                failures.describe()));
      }
      wait(PROBE_MILLIS);
    }
  }

  private String slots() {
    int slots = tasks.slots();
    return slots < seats.count()
        ? "Spark has slots for " + slots
        : "Spark has the slots, but another job may hold some, or an executor not answer";
  }

  /** The number of the next round. */
  long nextRound() {
    return rounds + 1;
  }

  /** How many workers have been lost. */
  synchronized int losses() {
    return seats.losses();
  }

  /**
   * Asks all workers; gives their answers in the order of the seats, valid until the next round.
   */
  List<Answer> run(Round next, Waiting how) {
    patiently = how;
    int lossesBefore = losses();
    LocalWorker mine = begin(next);
    watch.begin(next.kind());
    if (mine != null) {
      work(mine, next);
    }
    await(this::isDone);
    if (losses() == lossesBefore) {
      watch.undisturbed();
    }
    return finish();
  }

  private static void work(LocalWorker mine, Round next) {
    try {
      mine.work(next);
    } catch (RoundOver e) {
      throw e.reason;
    }
  }

  /**
   * The driver's thread, which works in the stead of a worker, waits for others.
   *
   * @throws RoundOver if there is no answer to be had
   */
  void awaitOthers(BooleanSupplier done) {
    try {
      await(done);
    } catch (RuntimeException e) {
      throw new RoundOver(e);
    }
  }

  private synchronized @Nullable LocalWorker begin(Round next) {
    rounds = next.number();
    return open.begin(next);
  }

  private synchronized List<Answer> finish() {
    return open.finish();
  }

  private void await(BooleanSupplier done) {
    Waiting how = Objects.requireNonNull(patiently);
    long reminder = REMINDER_SECONDS;
    waiting = Thread.currentThread();
    try {
      how.await(done, PARK);
      while (!done.getAsBoolean()) {
        look();
        if (watch.waited().toSeconds() >= reminder) {
          reminder += REMINDER_SECONDS;
          LOG.warn("Waiting for {} s for the {}", watch.waited().toSeconds(), unanswered());
        }
        how.await(done, PARK);
      }
    } finally {
      waiting = null;
    }
  }

  private synchronized void look() {
    seats.checkOpen();
    failures.check();
    watch.look(seats.all());
    if (watch.isRoundOver()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "no answer within %d seconds (exchange.step_timeout) from the %s%s",
              patience.round().toSeconds(),
              seats.unanswered(),
              failures.describe()));
    }
    Seat vacant = watch.givenUp(seats.all());
    if (vacant != null) {
      throw new SeatVacantException(
          String.format(
              Locale.ROOT,
              "no other attempt within %d seconds (exchange.start_timeout) for the %s%s",
              patience.vacancy().toSeconds(),
              vacant.describe(),
              failures.describe()));
    }
    open.look();
    seats.replaceOutdated(tasks);
    if (open.isAnswerDue()) {
      seats.replaceHung(watch);
    }
  }

  private synchronized String unanswered() {
    return seats.unanswered();
  }

  /** Lets all workers go. */
  synchronized void end() {
    seats.end();
  }
}
