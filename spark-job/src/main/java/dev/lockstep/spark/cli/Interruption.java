package dev.lockstep.spark.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.config.Configurator;

/**
 * Lets a command come to its own end when the process is told to (Ctrl-C, SIGTERM), before Spark is
 * stopped under its feet: its thread is interrupted, and awaited for a while.
 */
final class Interruption implements AutoCloseable {
  /** Spark's hook has 40; the highest comes first. */
  private static final int PRIORITY = 60;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final PrintStream terminal;
  private final Thread command = Thread.currentThread();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Runnable hook = this::interrupt;
  private volatile boolean requested;

  /** Of the command that the calling thread is about to run. */
  Interruption(PrintStream terminal) {
    this.terminal = terminal;
    ShutdownHookManager.get().addShutdownHook(hook, PRIORITY);
  }

  /** Whether the command is to end. */
  boolean requested() {
    return requested;
  }

  private void interrupt() {
    requested = true;
    // What is lost from now on is lost on purpose.
    Configurator.setAllLevels(LogManager.ROOT_LOGGER_NAME, Level.OFF);
    command.interrupt();
    try {
      if (!ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        terminal.println("the command has not ended within " + PATIENCE.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The command has ended. */
  @Override
  public void close() {
    ended.countDown();
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
  }
}
