package dev.lockstep.spark.exchange.driver;

import dev.lockstep.spark.exchange.message.Round.Kind;
import dev.lockstep.spark.exchange.tasks.Tasks;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How long the driver waits for workers: for their answers, for one whose executor does not answer,
 * and for others in their stead. Time that the driver itself stood still does not count.
 */
final class Watch {
  /** The most that counts between two looks. */
  private static final long MOST_NANOS = Duration.ofSeconds(1).toNanos();

  /** After so long Spark will not have learnt by itself that an executor is gone. */
  private static final long SUSPICION_NANOS = Duration.ofSeconds(20).toNanos();

  /** Within which a lost executor is replaced where one can be had at once. */
  private static final long REPLACEMENT_NANOS = Duration.ofSeconds(8).toNanos();

  /** Times the longest round so far that a worker may take before it counts as hung. */
  private static final int HUNG = 20;

  private final Patience patience;
  private final Tasks tasks;
  private final long[] longest = new long[Kind.values().length];
  private long last;
  private long waited;
  private long shortOfSlots;
  private int kind;

  /**
   * How long is waited.
   *
   * @param round a round that takes longer fails; a worker that takes a twentieth of it, and much
   *     longer than any round before, or half of it, counts as hung
   * @param vacancy a seat may lack a worker for so long
   */
  record Patience(Duration round, Duration vacancy) {}

  Watch(Patience patience, Tasks tasks) {
    this.patience = patience;
    this.tasks = tasks;
  }

  /** Begins to wait. */
  void begin(Kind of) {
    kind = of.number();
    last = System.nanoTime();
    waited = 0;
    shortOfSlots = 0;
  }

  /** All answers of a round have come, without the loss of any worker. */
  void undisturbed() {
    tick();
    longest[kind] = Math.max(longest[kind], waited);
  }

  /** Counts the time since the last look; gives how much that is. */
  private long tick() {
    long now = System.nanoTime();
    long nanos = Math.min(now - last, MOST_NANOS);
    last = now;
    waited += nanos;
    return nanos;
  }

  /** Looks at all seats; throws SeatVacantException if one is to be given up. */
  void look(List<Seat> seats) {
    long nanos = tick();
    boolean vacant = false;
    for (Seat seat : seats) {
      seat.waited(nanos);
      vacant |= seat.worker() == null;
      suspect(seat);
    }
    int slots = vacant ? tasks.slots() : seats.size();
    shortOfSlots = slots > 0 && slots < seats.size() ? shortOfSlots + nanos : 0;
    if (shortOfSlots > Math.min(REPLACEMENT_NANOS, patience.vacancy().toNanos())) {
      throw new SeatVacantException(
          String.format(
              Locale.ROOT,
              "an executor is lost: of the slots for %d workers, %d are left",
              seats.size(),
              slots));
    }
  }

  private void suspect(Seat seat) {
    if (seat.vacantNanos() < Math.min(SUSPICION_NANOS, patience.vacancy().toNanos() / 3)) {
      return;
    }
    String executor = seat.takeSuspect();
    if (executor != null) {
      tasks.giveUp(executor, "it does not answer");
    }
  }

  /** Whether a worker has not answered for so long that it never will. */
  boolean isHung(Seat seat) {
    long round = patience.round().toNanos();
    long usual = longest[kind];
    long most = usual == 0 ? round / 2 : Math.min(round / 2, Math.max(round / 20, HUNG * usual));
    return seat.unansweredNanos() > most;
  }

  /** The seat that has been vacant for too long, or null. */
  @Nullable Seat givenUp(List<Seat> seats) {
    for (Seat seat : seats) {
      if (seat.vacantNanos() > patience.vacancy().toNanos()) {
        return seat;
      }
    }
    return null;
  }

  boolean isRoundOver() {
    return waited > patience.round().toNanos();
  }

  /** For how long the driver has waited in this round. */
  Duration waited() {
    return Duration.ofNanos(waited);
  }
}
