package dev.lockstep.spark.testing;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits on an object's monitor, whose owner notifies all when something has changed. */
final class Monitor {
  private Monitor() {}

  /**
   * Waits until something is so; the caller holds the monitor.
   *
   * @param otherwise what is told if it is not in time
   */
  static void await(
      Object monitor, BooleanSupplier isSo, Duration atMost, Supplier<String> otherwise)
      throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!isSo.getAsBoolean()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new IllegalStateException(otherwise.get());
      }
      monitor.wait(Math.max(1, left / 1_000_000));
    }
  }
}
