package dev.lockstep.spark.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;

/** Work on Spark that is given up when it takes too long. */
public final class TimeLimit {
  private static final long AGAIN_MILLIS = 200;

  private TimeLimit() {}

  /**
   * What the work gives; empty if it took longer than that, by when what runs of its jobs is
   * cancelled.
   */
  public static <T> Optional<T> within(SparkContext spark, Duration most, Supplier<T> work) {
    long start = System.nanoTime();
    String tag = "lockstep-" + UUID.randomUUID();
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    spark.addJobTag(tag);
    try {
      // Again and again, as what fails may start another job before it tells.
      timer.scheduleWithFixedDelay(
          () -> spark.cancelJobsWithTag(tag, "it took longer than " + most.toSeconds() + " s"),
          most.toMillis(),
          AGAIN_MILLIS,
          TimeUnit.MILLISECONDS);
      T result = work.get();
      return isOver(start, most) ? Optional.empty() : Optional.of(result);
    } catch (Exception e) { // Spark's are checked, and none of its methods declares them.
      if (isOver(start, most)) {
        return Optional.empty();
      }
      throw e;
    } finally {
      timer.shutdownNow();
      spark.removeJobTag(tag);
    }
  }

  private static boolean isOver(long start, Duration most) {
    return System.nanoTime() - start >= most.toNanos();
  }
}
