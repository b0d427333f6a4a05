package dev.lockstep.spark.cli.terminal;

import dev.lockstep.spark.failure.FirstCause;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What no thread has caught goes to Spark's log. Where memory is used up, the command that waits
 * for the thread would wait for ever: it is interrupted, whichever thread found out, and keeps what
 * it has.
 */
public final class Uncaught implements Thread.UncaughtExceptionHandler, AutoCloseable {
  /** Not of Lockstep's loggers: what it says is not for the terminal. */
  private static final Logger LOG = LoggerFactory.getLogger("uncaught");

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static volatile @Nullable String usedUp;

  private final PrintStream terminal;
  private final Thread command = Thread.currentThread();
  private final Thread.@Nullable UncaughtExceptionHandler before =
      Thread.getDefaultUncaughtExceptionHandler();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  /** Of the command that the calling thread is about to run. */
  public Uncaught(PrintStream terminal) {
    this.terminal = terminal;
    // Made while there is memory for it.
    Thread end = new Thread(this::end, "lockstep-end");
    end.setDaemon(true);
    end.start();
    Thread.setDefaultUncaughtExceptionHandler(this);
  }

  /** What is to be said of a thread that had no memory left, while the command runs. */
  static Optional<String> usedUp() {
    return Optional.ofNullable(usedUp);
  }

  @Override
  public void uncaughtException(Thread thread, Throwable failure) {
    if (failure instanceof OutOfMemoryError && usedUp == null) {
      usedUp = FirstCause.of(failure);
      begun.countDown();
    }
    LOG.error("Uncaught in the thread {}", thread.getName(), failure);
  }

  private void end() {
    try {
      begun.await();
      String error = usedUp;
      if (error == null) {
        return;
      }
      command.interrupt();
      if (!ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        terminal.println("error: " + error);
        Runtime.getRuntime().halt(Failure.RUNNING);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The command has ended. */
  @Override
  public void close() {
    ended.countDown();
    usedUp = null;
    begun.countDown();
    Thread.setDefaultUncaughtExceptionHandler(before);
  }
}
