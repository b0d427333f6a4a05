package dev.lockstep.spark.exchange.executor;

import dev.lockstep.spark.exchange.message.Round;
import dev.lockstep.spark.exchange.wire.IoLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;

/** What the driver says to one worker, whose thread waits for it. */
final class Mailbox {
  private static final Duration PARK = Duration.ofMillis(100);

  private final Thread owner = Thread.currentThread();
  private final IoLoop loop;
  private final AtomicReference<@Nullable Round> asked = new AtomicReference<>();
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
    while (true) {
      if (released) {
        return null;
      }
      String why = failure;
      if (why != null) {
        throw new IOException(why);
      }
      Round next = asked.getAndSet(null);
      if (next != null) {
        return next;
      }
      loop.await(this::isFilled, PARK);
      if (task.isInterrupted() || Thread.currentThread().isInterrupted()) {
        task.killTaskIfInterrupted();
        throw new IOException("the task was interrupted");
      }
    }
  }

  private boolean isFilled() {
    return asked.get() != null || released || failure != null;
  }
}
