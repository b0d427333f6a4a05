package dev.lockstep.spark.exchange.driver;

import dev.lockstep.spark.exchange.message.Answer;
import dev.lockstep.spark.exchange.message.PartSums;
import dev.lockstep.spark.exchange.message.Round;
import dev.lockstep.spark.exchange.tasks.Tasks;
import dev.lockstep.train.sum.SummationTree.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The seats of a session, one for each range of shards: who takes them, loses them and is replaced.
 * Whoever takes one during a round is asked the same. Used under the coordinator's lock.
 */
final class Seats {
  private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);

  private final List<Seat> all;
  private final Reductions reductions;
  private @Nullable Round round;
  private int losses;
  private long changes;
  private boolean relayed;
  private boolean ended;

  Seats(List<Node> ranges) {
    this.all = ranges.stream().map(Seat::new).toList();
    this.reductions = new Reductions(all);
  }

  List<Seat> all() {
    return all;
  }

  int count() {
    return all.size();
  }

  /** See {@link Coordinator#join}. */
  boolean join(int seat, Worker worker) {
    Seat at = all.get(seat);
    if (ended) {
      worker.release();
      return false;
    }
    if (at.worker() == null) {
      fill(at, worker);
      return true;
    }
    if (!at.standBy(worker)) {
      worker.cut("too many attempts stand by for the place already");
    }
    return false;
  }

  private void fill(Seat at, Worker worker) {
    at.fill(worker);
    changes++;
    Round current = round;
    if (current != null && at.answer == null && !relayed) {
      worker.ask(current);
    }
  }

  /**
   * A worker is gone; one that stands by takes its seat, or else another attempt may.
   *
   * @param silent whether its executor may hold on to the task without ever answering
   */
  void lose(int seat, Worker worker, String why, boolean silent) {
    lose(all.get(seat), worker, why, silent);
  }

  private void lose(Seat at, Worker worker, String why, boolean silent) {
    if (ended) {
      return;
    }
    if (at.worker() != worker) {
      at.forget(worker);
      return;
    }
    losses++;
    changes++;
    String lost = at.describe();
    at.vacate(silent);
    Worker next = at.nextStandby();
    LOG.warn(
        "Lost the {}: {}; {}",
        lost,
        why,
        next == null ? "waiting for another attempt" : "another attempt is at hand");
    if (next != null) {
      fill(at, next);
    }
  }

  /** Whether a worker fills a seat, or stands by for it; none does any more at the end. */
  boolean has(int seat, Worker worker) {
    return !ended && all.get(seat).has(worker);
  }

  /** For messages: a seat with a worker that runs there. */
  String describe(int seat, String by) {
    return all.get(seat).describe(by);
  }

  /** How many workers have been lost. */
  int losses() {
    return losses;
  }

  /** How often a seat has been taken or lost. */
  long changes() {
    return changes;
  }

  /** A round begins whose answers come through relays: nobody is asked here. */
  void beginRelayed(Round next) {
    round = next;
    relayed = true;
    reductions.begin();
    all.forEach(Seat::begin);
  }

  /** All will be asked the same again; what they have summed in the middle of it stays. */
  void forgetAnswers() {
    all.forEach(Seat::forgetAnswer);
  }

  /** Asks all the same again, without relays. */
  void askAgain(Round same) {
    relayed = false;
    forgetAnswers();
    all.stream().map(Seat::worker).filter(Objects::nonNull).forEach(each -> each.ask(same));
  }

  /**
   * A round begins: asks all workers but one that lives here, for which the caller is to work: the
   * driver has nothing else to do.
   */
  @Nullable LocalWorker begin(Round next) {
    round = next;
    relayed = false;
    LocalWorker mine = null;
    reductions.begin();
    all.forEach(Seat::begin);
    for (Seat seat : all) {
      Worker worker = seat.worker();
      if (worker == null) {
        continue;
      }
      LocalWorker local = mine == null ? worker.local() : null;
      if (local != null) {
        mine = local;
      } else {
        worker.ask(next);
      }
    }
    return mine;
  }

  /** Takes an answer, if it counts; whether it does. */
  boolean accept(int seat, Worker worker, long roundNumber, Answer answer) {
    if (!counts(seat, worker, roundNumber)) {
      return false;
    }
    all.get(seat).answer = answer;
    return true;
  }

  private boolean counts(int seat, Worker worker, long roundNumber) {
    Seat at = all.get(seat);
    Round current = round;
    return current != null
        && current.number() == roundNumber
        && at.worker() == worker
        && at.answer == null;
  }

  /** Takes a worker's part of a sum, if it counts; whether it does. */
  boolean reduce(int seat, Worker worker, PartSums sums) {
    if (!counts(seat, worker, sums.round())) {
      return false;
    }
    reductions.add(seat, sums);
    return true;
  }

  /** The round is over; gives the answers in the order of the seats. */
  List<Answer> finish() {
    List<Answer> answers = new ArrayList<>(all.size());
    for (Seat seat : all) {
      if (seat.answer == null) {
        throw new IllegalStateException("no answer from the " + seat.describe());
      }
      answers.add(seat.answer);
    }
    round = null;
    return answers;
  }

  /** Gives the seats of those who will not answer any more to others. */
  void replaceHung(Watch watch) {
    all.forEach(seat -> replaceHung(seat, watch));
  }

  /** The driver itself cannot be replaced. */
  private void replaceHung(Seat seat, Watch watch) {
    Worker worker = seat.worker();
    if (worker == null || worker.executor() == null || !watch.isHung(seat)) {
      return;
    }
    String why = "no answer for " + watch.waited().toSeconds() + " s";
    lose(seat, worker, why, true);
    worker.cut(why + ": another attempt is to take the place");
  }

  /**
   * When Spark has to run the stage again, it starts all its tasks anew: an attempt of the stage
   * before stands in their way, and fails at no cost. Within one attempt of the stage, Spark would
   * answer that with another attempt of the task, and so forth.
   */
  void replaceOutdated(Tasks tasks) {
    all.forEach(seat -> replaceOutdated(seat, tasks));
  }

  private void replaceOutdated(Seat seat, Tasks tasks) {
    Worker before = seat.worker();
    Worker successor = seat.hasStandbys() ? seat.successor(tasks.stageAttempt()) : null;
    if (before != null && successor != null) {
      fill(seat, successor);
      before.cut("the stage is run again: another attempt has taken the place");
    }
  }

  /** How many have no worker. */
  int missing() {
    int missing = 0;
    for (Seat seat : all) {
      missing += seat.worker() == null ? 1 : 0;
    }
    return missing;
  }

  /** For messages: those without a worker. */
  String vacant() {
    return describe(seat -> seat.worker() == null);
  }

  /** For messages: those without an answer. */
  String unanswered() {
    return describe(Seat::isAwaited);
  }

  private String describe(Predicate<Seat> which) {
    return all.stream().filter(which).map(Seat::describe).collect(Collectors.joining(", the "));
  }

  /** Whether all workers have been let go. */
  boolean haveEnded() {
    return ended;
  }

  /** Throws if all workers have been let go, so that nobody will answer any more. */
  void checkOpen() {
    if (ended) {
      throw new IllegalStateException("the session has ended in the middle of a round");
    }
  }

  /** Lets all workers go. */
  void end() {
    ended = true;
    round = null;
    all.forEach(Seat::release);
  }
}
