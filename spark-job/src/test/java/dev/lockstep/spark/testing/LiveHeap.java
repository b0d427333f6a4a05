package dev.lockstep.spark.testing;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/**
 * Finds how much of this JVM's heap is in use at most, garbage not counted, by collecting it again
 * and again.
 */
public final class LiveHeap implements AutoCloseable {
  private static final MemoryMXBean MEMORY = ManagementFactory.getMemoryMXBean();

  private final Thread collector = new Thread(this::collect, "live-heap");
  private volatile boolean ended;
  private volatile long most;

  /** From now on. */
  public LiveHeap() {
    collector.setDaemon(true);
    collector.start();
  }

  private void collect() {
    while (!ended) {
      MEMORY.gc();
      most = Math.max(most, MEMORY.getHeapMemoryUsage().getUsed());
    }
  }

  /** Until now; in bytes. */
  public long most() {
    return most;
  }

  @Override
  public void close() {
    ended = true;
    try {
      collector.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
