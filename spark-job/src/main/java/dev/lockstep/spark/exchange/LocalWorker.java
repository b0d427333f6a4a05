package dev.lockstep.spark.exchange;

import dev.lockstep.spark.failure.FirstCause;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.jspecify.annotations.Nullable;

/**
 * A worker in the driver's own JVM: arrays are handed over as they are. Its task's thread answers
 * rounds, or stands by while the driver's thread works in its stead.
 */
final class LocalWorker implements Port {
  private static final long SPIN_NANOS = Duration.ofMillis(1).toNanos();
  private static final long PARK_NANOS = Duration.ofMillis(20).toNanos();

  private final Coordinator coordinator;
  private final int place;
  private final long attempt;
  private final ShardWorker worker;
  private final Thread thread = Thread.currentThread();
  private final AtomicReference<@Nullable Round> asked = new AtomicReference<>();
  private volatile @Nullable RuntimeException failure;
  private volatile boolean released;

  /** On the task's thread. */
  LocalWorker(Coordinator coordinator, int place, long attempt, ShardWorker worker) {
    this.coordinator = coordinator;
    this.place = place;
    this.attempt = attempt;
    this.worker = worker;
  }

  /** Answers rounds until released; throws what the task is to fail with. */
  void run(TaskContext context) {
    coordinator.join(place, this);
    try {
      answer(context);
    } catch (TaskKilledException e) {
      coordinator.leave(place, this, WorkerFailures.KILLED + e.reason());
      throw e;
    } catch (RuntimeException | Error e) {
      coordinator.failed(place, this, FirstCause.of(e));
      throw e;
    }
    coordinator.leave(place, this, "released");
  }

  private void answer(TaskContext context) {
    long idleSince = System.nanoTime();
    while (!released) {
      Round next = asked.getAndSet(null);
      if (next != null) {
        work(next);
        idleSince = System.nanoTime();
      } else {
        idle(idleSince, context);
      }
    }
  }

  private void idle(long since, TaskContext context) {
    if (System.nanoTime() - since < SPIN_NANOS) {
      Thread.onSpinWait();
      return;
    }
    LockSupport.parkNanos(this, PARK_NANOS);
    RuntimeException failed = failure;
    if (failed != null) {
      throw failed;
    }
    if (context.isInterrupted() || Thread.currentThread().isInterrupted()) {
      context.killTaskIfInterrupted();
      throw new IllegalStateException("the task was interrupted");
    }
  }

  /**
   * Answers a round on the calling thread; what goes wrong is the task's failure, whoever works.
   */
  void work(Round next) {
    try {
      coordinator.answer(place, this, next.number(), worker.answer(next));
    } catch (RuntimeException | Error e) {
      if (Thread.currentThread() == thread) {
        throw e;
      }
      coordinator.failed(place, this, FirstCause.of(e));
      failure = e instanceof RuntimeException failed ? failed : new IllegalStateException(e);
      LockSupport.unpark(thread);
    }
  }

  @Override
  public long attempt() {
    return attempt;
  }

  @Override
  public void ask(Round next) {
    asked.set(next);
    LockSupport.unpark(thread);
  }

  @Override
  public void release() {
    released = true;
    LockSupport.unpark(thread);
  }

  @Override
  public void cut(String why) {
    failure = new IllegalStateException(why);
    LockSupport.unpark(thread);
  }

  @Override
  public LocalWorker local() {
    return this;
  }

  @Override
  public @Nullable String executor() {
    return null;
  }

  @Override
  public String describe() {
    return "in the driver";
  }
}
