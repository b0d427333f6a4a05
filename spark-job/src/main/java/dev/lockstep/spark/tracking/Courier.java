package dev.lockstep.spark.tracking;

import dev.lockstep.spark.words.InWords;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings figures to a sink on a thread of its own, so that whoever has them never waits. A sink
 * that fails is given up, with one warning; one that is too slow misses some.
 */
final class Courier {
  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

  /** Figures that may wait. */
  private static final int MOST_WAITING = 20_000;

  /** How long figures wait for others to go with them. */
  private static final long GATHER_NANOS = Duration.ofSeconds(1).toNanos();

  private final Sink sink;
  private final Duration patience;
  private final BlockingQueue<Point> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicLong missed = new AtomicLong();
  private final Thread thread;
  private volatile @Nullable RunEnd ended;
  private volatile boolean lost;

  /**
   * Of a sink.
   *
   * @param patience how long its end may take
   */
  Courier(Sink sink, Duration patience) {
    this.sink = sink;
    this.patience = patience;
    this.thread = new Thread(this::work, "lockstep-tracking");
    thread.setDaemon(true);
    thread.start();
  }

  /** Takes a figure along, at once. */
  void bring(Point point) {
    if (!lost && ended == null && !waiting.offer(point) && missed.getAndIncrement() == 0) {
      sink.warning().say(LOG, "{} is too slow, and misses some figures", sink.describe());
    }
  }

  /** Brings what is waiting, and the end; the second time, nothing. */
  void end(RunEnd how) {
    if (ended != null) {
      return;
    }
    ended = how;
    boolean interrupted = Thread.interrupted(); // Whoever is told to end tells that, too.
    try {
      thread.join(patience.toMillis());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (thread.isAlive()) {
      giveUp("its end was not told within " + patience.toMillis() + " ms");
      thread.interrupt();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void giveUp(String why) {
    if (!lost) {
      lost = true;
      sink.warning().say(LOG, "{} is told no more of the training: {}", sink.describe(), why);
    }
  }

  private void work() {
    try {
      while (ended == null || !waiting.isEmpty()) {
        List<Point> points = gathered();
        if (!points.isEmpty()) {
          sink.write(points);
        }
      }
      RunEnd how = ended;
      if (how != null) {
        sink.end(how);
      }
    } catch (InterruptedException e) {
      LOG.debug("{} is left", sink.describe(), e);
    } catch (IOException | RuntimeException e) {
      LOG.debug("{} has failed", sink.describe(), e);
      giveUp(InWords.of(e));
    }
  }

  /** What has come by the time that the first of them has waited long enough, or by the end. */
  private List<Point> gathered() throws InterruptedException {
    List<Point> points = new ArrayList<>();
    long until = System.nanoTime() + GATHER_NANOS;
    while (System.nanoTime() < until && ended == null) {
      Point next = waiting.poll(50, TimeUnit.MILLISECONDS);
      if (next != null) {
        points.add(next);
      }
    }
    waiting.drainTo(points);
    return points;
  }
}
