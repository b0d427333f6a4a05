package dev.lockstep.bench;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that each do their part of a step and wait for each other after it. They spin while they
 * wait: a wake-up would cost as much as a short step.
 */
final class Gang implements Runnable, AutoCloseable {
  private static final int SPINS = 10_000;
  private final List<Runnable> parts;
  private final AtomicInteger started = new AtomicInteger();
  private final AtomicInteger finished = new AtomicInteger();
  private volatile boolean closed;

  /** Starts a thread for each part but the first, which the caller of {@link #run} does. */
  Gang(List<Runnable> parts) {
    this.parts = List.copyOf(parts);
    for (Runnable part : this.parts.subList(1, parts.size())) {
      Thread thread = new Thread(() -> work(part), "gang");
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** One step: every part once. */
  @Override
  public void run() {
    finished.set(0);
    started.incrementAndGet();
    parts.get(0).run();
    spinUntil(finished, parts.size() - 1);
  }

  @Override
  public void close() {
    closed = true;
  }

  private void work(Runnable part) {
    for (int step = 1; spinUntil(started, step); step++) {
      part.run();
      finished.incrementAndGet();
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // Yields only where the machine is busy anyway.
  private boolean spinUntil(AtomicInteger counter, int value) {
    for (int spins = 0; counter.get() != value; spins++) {
      if (closed) {
        return false;
      }
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
    return true;
  }
}
