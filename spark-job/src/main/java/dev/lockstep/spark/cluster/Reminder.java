package dev.lockstep.spark.cluster;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells now and then what is waited for, until it is closed. */
public final class Reminder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reminder.class);
  private static final Duration EVERY = Duration.ofSeconds(20);

  private final long start = System.nanoTime();
  private final ScheduledExecutorService timer;

  /** Begins to wait for that. */
  public Reminder(String what) {
    timer = timer("lockstep-reminder");
    var unused =
        timer.scheduleAtFixedRate(
            () -> LOG.warn("Waiting for {} s for {}", waited().toSeconds(), what),
            EVERY.toSeconds(),
            EVERY.toSeconds(),
            TimeUnit.SECONDS);
  }

  private Duration waited() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** One thread of that name, which keeps no process alive. */
  static ScheduledExecutorService timer(String name) {
    return Executors.newSingleThreadScheduledExecutor(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
