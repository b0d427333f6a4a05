package dev.lockstep.spark.exchange.driver;

import dev.lockstep.spark.exchange.message.Answer;
import dev.lockstep.spark.exchange.message.Frames;
import dev.lockstep.spark.exchange.message.Round;
import dev.lockstep.spark.exchange.message.SessionAddress;
import dev.lockstep.spark.exchange.message.WorkerId;
import dev.lockstep.spark.failure.FirstCause;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.jspecify.annotations.Nullable;

/**
 * A worker in the driver's own JVM: arrays are handed over as they are. Its task's thread answers
 * rounds, or stands by while the driver's thread works in its stead.
 */
public final class LocalWorker implements Worker {
  private static final long SPIN_NANOS = Duration.ofMillis(1).toNanos();
  private static final long PARK_NANOS = Duration.ofMillis(20).toNanos();

  private final Coordinator coordinator;
  private final WorkerId id;
  private final Function<Round, Answer> worker;
  private final Thread thread = Thread.currentThread();
  private final AtomicReference<@Nullable Round> asked = new AtomicReference<>();
  private volatile @Nullable RuntimeException failure;
  private volatile boolean released;

  /** On the task's thread. */
  private LocalWorker(Coordinator coordinator, WorkerId id, Function<Round, Answer> worker) {
    this.coordinator = coordinator;
    this.id = id;
    this.worker = worker;
  }

  /**
   * Works in a session whose driver is this JVM until released; throws what the task is to fail
   * with.
   *
   * @param make makes what answers rounds
   * @return whether the session's driver is this JVM
   */
  public static boolean run(
      SessionAddress address, Supplier<Function<Round, Answer>> make, TaskContext context) {
    Coordinator here = Session.inThisJvm(address.session());
    if (here == null) {
      return false;
    }
    new LocalWorker(here, WorkerId.of(context), make.get()).run(context);
    return true;
  }

  private void run(TaskContext context) {
    coordinator.join(id.seat(), this);
    try {
      answer(context);
    } catch (TaskKilledException e) {
      coordinator.leave(id.seat(), this, Frames.KILLED + e.reason());
      throw e;
    } catch (RuntimeException | Error e) {
      coordinator.failed(id.seat(), this, FirstCause.of(e));
      throw e;
    }
    coordinator.leave(id.seat(), this, "released");
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
      coordinator.answer(id.seat(), this, next.number(), worker.apply(next));
    } catch (RuntimeException | Error e) {
      if (Thread.currentThread() == thread) {
        throw e;
      }
      coordinator.failed(id.seat(), this, FirstCause.of(e));
      failure = e instanceof RuntimeException failed ? failed : new IllegalStateException(e);
      LockSupport.unpark(thread);
    }
  }

  @Override
  public int stageAttempt() {
    return id.stageAttempt();
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
