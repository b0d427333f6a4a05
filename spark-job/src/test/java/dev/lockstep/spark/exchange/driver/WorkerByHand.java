package dev.lockstep.spark.exchange.driver;

import dev.lockstep.spark.exchange.message.Round;
import dev.lockstep.spark.exchange.message.WorkerId;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A worker that a test answers for; keeps what it is asked and told. */
final class WorkerByHand implements Worker {
  private static final long MOST_SECONDS = 60;

  volatile boolean released;
  volatile boolean cut;
  private final WorkerId id;
  final BlockingQueue<Round> asked = new LinkedBlockingQueue<>();
  private final BlockingQueue<Double> totals = new LinkedBlockingQueue<>();

  WorkerByHand() {
    this(0, 0);
  }

  /** Of those attempts at the stage and its task. */
  WorkerByHand(int stage, int attempt) {
    this.id = new WorkerId(0, (long) stage << 32 | attempt);
  }

  @Override
  public int stageAttempt() {
    return id.stageAttempt();
  }

  @Override
  public void ask(Round round) {
    asked.add(round);
  }

  @Override
  public void total(long round, int number, double[] total) {
    totals.add(total[0]);
  }

  @Override
  public void release() {
    released = true;
  }

  @Override
  public void cut(String why) {
    cut = true;
  }

  @Override
  public String executor() {
    return "7";
  }

  @Override
  public String describe() {
    return "executor 7 on host h";
  }

  /** The next question, for which it waits. */
  Round next() throws InterruptedException {
    return Objects.requireNonNull(asked.poll(MOST_SECONDS, TimeUnit.SECONDS));
  }

  /** The next total, for which it waits. */
  double total() throws InterruptedException {
    return Objects.requireNonNull(totals.poll(MOST_SECONDS, TimeUnit.SECONDS));
  }

  /** The total that has come, or null. */
  @Nullable Double anyTotal() {
    return totals.poll();
  }

  /** What the driver's thread does meanwhile. */
  static void park(BooleanSupplier done, Duration atMost) {
    if (!done.getAsBoolean()) {
      LockSupport.parkNanos(atMost.toNanos());
    }
  }
}
