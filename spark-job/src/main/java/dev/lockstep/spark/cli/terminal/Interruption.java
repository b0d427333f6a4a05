package dev.lockstep.spark.cli.terminal;

import dev.lockstep.spark.run.Host;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Lets a command come to its own end when the process is told to (Ctrl-C, SIGTERM), before Spark is
 * stopped under its feet: its thread is interrupted, and awaited for a while. One that takes steps
 * is let finish the one under way, and write a checkpoint, for a longer while.
 */
public final class Interruption implements AutoCloseable {
  /** Spark's hook has 40; the highest comes first. */
  private static final int PRIORITY = 60;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** For Spark to start. */
  private static final Duration START_PATIENCE = Duration.ofSeconds(4);

  /** For a step and a checkpoint after it. */
  private static final Duration STEP_PATIENCE = Duration.ofSeconds(30);

  /** Hadoop gives hooks 30 s unless it is told otherwise. */
  private static final Duration MOST =
      START_PATIENCE.plus(STEP_PATIENCE).plus(PATIENCE).plusSeconds(5);

  /**
   * Held while Spark starts: a thread that is interrupted there ends in the shutdown of servers
   * that wait for their threads. It is to look afterwards.
   */
  static final Lock START = new ReentrantLock();

  /** Whether the process is to end: one command runs in it at a time. */
  private static volatile boolean told;

  private final PrintStream terminal;
  private final Thread command = Thread.currentThread();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Runnable hook = this::interrupt;
  private boolean stepping;

  /** Whether the command knows that it is to end after a step. */
  private boolean heeded;

  /** Of the command that the calling thread is about to run. */
  public Interruption(PrintStream terminal) {
    this.terminal = terminal;
    ShutdownHookManager.get().addShutdownHook(hook, PRIORITY, MOST.toSeconds(), TimeUnit.SECONDS);
  }

  /** Throws CancellationException if the command that runs is to end. */
  static void check() {
    if (told) {
      throw new CancellationException("the command was told to end");
    }
  }

  /** Whether the command is to end. */
  public boolean requested() {
    return told;
  }

  /** The command takes steps, until that is closed, and asks after each whether to end. */
  synchronized Host.Steps steps() {
    stepping = true;
    return new Host.Steps() {
      @Override
      public boolean isEnding() {
        return told && heed();
      }

      @Override
      public void close() {
        endSteps();
      }
    };
  }

  private synchronized boolean heed() {
    heeded = true;
    return true;
  }

  private synchronized void endSteps() {
    stepping = false;
    notifyAll();
    if (told && !heeded) {
      command.interrupt();
    }
  }

  /** Whether the command ends, having been asked to after a step. */
  private synchronized boolean endsAfterStep() throws InterruptedException {
    long end = System.nanoTime() + STEP_PATIENCE.toNanos();
    for (long left = 1; stepping && left > 0; ) {
      left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      wait(Math.max(1, left));
    }
    return heeded && !stepping;
  }

  private static void awaitStart() throws InterruptedException {
    if (START.tryLock(START_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      START.unlock();
    }
  }

  private void interrupt() {
    told = true;
    // What is lost from now on is lost on purpose.
    Configurator.setAllLevels(LogManager.ROOT_LOGGER_NAME, Level.OFF);
    try {
      awaitStart();
      if (!endsAfterStep()) {
        command.interrupt();
      }
      if (!ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        terminal.println(
            "lockstep: interrupted; what was under way had not ended within "
                + PATIENCE.toSeconds()
                + " s, and is cut off");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The command has ended. */
  @Override
  public void close() {
    ended.countDown();
    told = false;
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
  }
}
