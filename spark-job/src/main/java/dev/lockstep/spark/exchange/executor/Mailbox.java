package dev.lockstep.spark.exchange.executor;

import dev.lockstep.spark.exchange.message.PartSums;
import dev.lockstep.spark.exchange.message.ReduceFrames;
import dev.lockstep.spark.exchange.message.Round;
import dev.lockstep.spark.exchange.wire.IoLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;

/** What the driver says to one worker, whose thread waits for it. */
final class Mailbox {
  private static final Duration PARK = Duration.ofMillis(100);

  private final Thread owner = Thread.currentThread();
  private final IoLoop loop;
  private final AtomicReference<@Nullable Round> asked = new AtomicReference<>();
  private final ReduceFrames.Reader totals = new ReduceFrames.Reader();
  private volatile double @Nullable [] total;
  private volatile boolean released;
  private volatile @Nullable String failure;

  /** Of the calling thread; what is said comes from sockets that the loop serves. */
  Mailbox(IoLoop loop) {
    this.loop = loop;
  }

  void ask(Round round) {
    asked.set(round);
    LockSupport.unpark(owner);
  }

  /** A frame of the sum that the worker waits for. */
  void total(ByteBuffer frame) {
    synchronized (totals) {
      total = totals.read(frame);
    }
    LockSupport.unpark(owner);
  }

  void release() {
    released = true;
    LockSupport.unpark(owner);
  }

  void fail(String why) {
    failure = why;
    LockSupport.unpark(owner);
  }

  /** The next round, or null when the driver lets the worker go; throws what else ends it. */
  @Nullable Round await(TaskContext task) throws IOException {
    return await(() -> asked.getAndSet(null), () -> asked.get() != null, task);
  }

  /** The worker is about to send its part of a sum. */
  void expectTotal(PartSums sums) {
    synchronized (totals) {
      total = null;
      totals.expect(sums.round(), sums.number(), sums.nodes().get(0).length);
    }
  }

  /** The sum, or null when the driver lets the worker go; throws what else ends it. */
  double @Nullable [] awaitTotal(TaskContext task) throws IOException {
    return await(() -> total, () -> total != null, task);
  }

  private <T> @Nullable T await(
      Supplier<@Nullable T> content, BooleanSupplier isThere, TaskContext task) throws IOException {
    while (true) {
      if (released) {
        return null;
      }
      String why = failure;
      if (why != null) {
        throw new IOException(why);
      }
      T next = content.get();
      if (next != null) {
        return next;
      }
      loop.await(() -> isThere.getAsBoolean() || released || failure != null, PARK);
      if (task.isInterrupted() || Thread.currentThread().isInterrupted()) {
        task.killTaskIfInterrupted();
        throw new IOException("the task was interrupted");
      }
    }
  }
}
