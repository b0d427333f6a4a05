package dev.lockstep.spark.exchange.driver;

import dev.lockstep.spark.exchange.driver.Coordinator.Waiting;
import dev.lockstep.spark.exchange.message.PlanFrames;
import dev.lockstep.spark.exchange.wire.Frame;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Measures an executor's connection by what it sends back as it is. */
final class LinkProbe {
  private static final Duration MOST = Duration.ofSeconds(5);
  private static final int TIMES = 8;
  private static final int FRAMES = 16;
  private static final int FRAME_BYTES = 1 << 16;

  private final Link link;
  private final Waiting waiting;
  private final long end = System.nanoTime() + MOST.toNanos();
  private volatile int expected;
  private final AtomicInteger came = new AtomicInteger();
  private volatile @Nullable Thread waiter;

  /**
   * What was measured.
   *
   * @param seconds of a small message, there and back
   * @param bytesPerSecond each way, while as much goes the other
   */
  record Speed(double seconds, double bytesPerSecond) {}

  LinkProbe(Link link, Waiting waiting) {
    this.link = link;
    this.waiting = waiting;
  }

  /** A message has come back. */
  void came() {
    if (came.incrementAndGet() >= expected) {
      LockSupport.unpark(waiter);
    }
  }

  /** Measures; empty if the other end does not answer. Blocks. */
  Optional<Speed> measure() {
    double trip = fastest(1, 0);
    double burst = fastest(FRAMES, FRAME_BYTES);
    double bytes = (double) FRAMES * FRAME_BYTES;
    return Double.isFinite(trip) && Double.isFinite(burst)
        ? Optional.of(new Speed(trip, bytes / Math.max(burst - trip, burst / 2)))
        : Optional.empty();
  }

  private double fastest(int frames, int bytes) {
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < TIMES; i++) {
      fastest = Math.min(fastest, nanos(frames, bytes));
    }
    return fastest == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : 1e-9 * fastest;
  }

  private long nanos(int frames, int bytes) {
    Frame[] all = new Frame[frames];
    for (int i = 0; i < frames; i++) {
      all[i] = PlanFrames.echo(i, bytes);
    }
    came.set(0);
    expected = frames;
    waiter = Thread.currentThread();
    long start = System.nanoTime();
    link.send(all);
    while (came.get() < expected && System.nanoTime() < end) {
      waiting.await(
          () -> came.get() >= expected, Duration.ofNanos(Math.max(1, end - System.nanoTime())));
    }
    return came.get() < expected ? Long.MAX_VALUE : System.nanoTime() - start;
  }
}
