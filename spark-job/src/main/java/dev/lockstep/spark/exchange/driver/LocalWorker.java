package dev.lockstep.spark.exchange.driver;

import dev.lockstep.spark.exchange.driver.Coordinator.RoundOver;
import dev.lockstep.spark.exchange.message.Answer;
import dev.lockstep.spark.exchange.message.Frames;
import dev.lockstep.spark.exchange.message.PartSums;
import dev.lockstep.spark.exchange.message.Reducer;
import dev.lockstep.spark.exchange.message.ReleasedException;
import dev.lockstep.spark.exchange.message.Round;
import dev.lockstep.spark.exchange.message.SessionAddress;
import dev.lockstep.spark.exchange.message.WorkerId;
import dev.lockstep.spark.failure.FirstCause;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker in the driver's own JVM: arrays are handed over as they are. Its task's thread answers
 * rounds, or stands by while the driver's thread works in its stead.
 */
public final class LocalWorker implements Worker {
  private static final Logger LOG = LoggerFactory.getLogger(LocalWorker.class);
  private static final long SPIN_NANOS = Duration.ofMillis(1).toNanos();
  private static final long PARK_NANOS = Duration.ofMillis(20).toNanos();

  private final Coordinator coordinator;
  private final WorkerId id;
  private final BiFunction<Round, Reducer, Answer> worker;
  private final TaskContext context;
  private final Thread thread = Thread.currentThread();
  private final AtomicReference<@Nullable Round> asked = new AtomicReference<>();
  private volatile double @Nullable [] total;
  private volatile @Nullable Thread summing;
  private volatile @Nullable RuntimeException failure;
  private volatile boolean released;
  private volatile boolean gone;

  /** On the task's thread. */
  private LocalWorker(
      Coordinator coordinator, TaskContext context, BiFunction<Round, Reducer, Answer> worker) {
    this.coordinator = coordinator;
    this.id = WorkerId.of(context);
    this.context = context;
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
      SessionAddress address,
      Supplier<BiFunction<Round, Reducer, Answer>> make,
      TaskContext context) {
    Coordinator here = Session.inThisJvm(address.session());
    if (here == null) {
      return false;
    }
    new LocalWorker(here, context, make.get()).run();
    return true;
  }

  private void run() {
    coordinator.join(id.seat(), this);
    try {
      answer();
    } catch (TaskKilledException e) {
      coordinator.leave(id.seat(), this, Frames.KILLED + e.reason());
      throw e;
    } catch (RuntimeException | Error e) {
      coordinator.failed(id.seat(), this, FirstCause.of(e));
      throw e;
    } finally {
      gone = true;
      wake();
    }
    coordinator.leave(id.seat(), this, "released");
  }

  private void answer() {
    long idleSince = System.nanoTime();
    while (!released) {
      Round next = asked.getAndSet(null);
      if (next != null) {
        answer(next);
        idleSince = System.nanoTime();
      } else {
        idle(idleSince);
      }
    }
  }

  private void answer(Round next) {
    try {
      work(next);
    } catch (ReleasedException e) {
      LOG.debug("The worker of task {} was let go in the middle of a round", id, e);
    }
  }

  private void idle(long since) {
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
      Answer answer = worker.apply(next, this::total);
      coordinator.answer(id.seat(), this, next.number(), answer);
    } catch (RoundOver e) {
      throw e;
    } catch (RuntimeException | Error e) {
      if (Thread.currentThread() == thread) {
        throw e;
      }
      coordinator.failed(id.seat(), this, FirstCause.of(e));
      failure = e instanceof RuntimeException failed ? failed : new IllegalStateException(e);
      LockSupport.unpark(thread);
    }
  }

  /** Waits for the others on the thread that works. */
  private double[] total(PartSums sums) {
    total = null;
    summing = Thread.currentThread();
    // What the task's thread and the driver's compute in turn is not to be written to by others.
    List<double[]> copies = sums.nodes().stream().map(double[]::clone).toList();
    coordinator.reduce(id.seat(), this, new PartSums(sums.round(), sums.number(), copies));
    if (Thread.currentThread() == thread) {
      awaitTotal();
    } else {
      coordinator.awaitOthers(() -> total != null || isOver());
    }
    double[] found = total;
    if (found == null) {
      throw new ReleasedException();
    }
    return found;
  }

  private void awaitTotal() {
    long since = System.nanoTime();
    while (total == null && !released) {
      idle(since);
    }
  }

  /** Whether nobody will tell the driver's thread, which works in the task's stead, any more. */
  private boolean isOver() {
    return released || gone || failure != null;
  }

  @Override
  public void total(long round, int number, double[] sum) {
    total = sum;
    wake();
  }

  private void wake() {
    LockSupport.unpark(summing);
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
    wake();
  }

  @Override
  public void cut(String why) {
    failure = new IllegalStateException(why);
    LockSupport.unpark(thread);
    wake();
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
