package dev.lockstep.spark.cluster;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.scheduler.cluster.CoarseGrainedSchedulerBackend;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells, again and again, that jobs wait and there is not one executor for them: the cluster may be
 * full, and give some later, or may never be able to. Spark itself waits without end.
 */
public final class AwaitedExecutors extends SparkListener {
  private static final Logger LOG = LoggerFactory.getLogger(AwaitedExecutors.class);
  private static final Duration FIRST = Duration.ofSeconds(20);
  private static final Duration MOST_BETWEEN = Duration.ofMinutes(1);

  private final SparkContext spark;
  private final CoarseGrainedSchedulerBackend backend;
  private final ScheduledExecutorService timer = Reminder.timer("lockstep-awaited-executors");

  private long since = System.nanoTime();
  private Duration next = FIRST;

  private AwaitedExecutors(SparkContext spark, CoarseGrainedSchedulerBackend backend) {
    this.spark = spark;
    this.backend = backend;
  }

  /** Watches an application until its end, if it is to have executors. */
  public static void watch(SparkContext spark) {
    if (spark.schedulerBackend() instanceof CoarseGrainedSchedulerBackend backend) {
      AwaitedExecutors watch = new AwaitedExecutors(spark, backend);
      spark.addSparkListener(watch);
      var unused = watch.timer.scheduleWithFixedDelay(watch::look, 1, 1, TimeUnit.SECONDS);
    }
  }

  private void look() {
    boolean waits =
        spark.statusTracker().getActiveJobIds().length > 0 && backend.getExecutorIds().isEmpty();
    if (!waits) {
      since = System.nanoTime();
      next = FIRST;
      return;
    }
    Duration waited = Duration.ofNanos(System.nanoTime() - since);
    if (waited.compareTo(next) >= 0) {
      LOG.warn(
          "Waiting for {} s for an executor from {}: the cluster has no room, or executors end as"
              + " soon as they start; its pages and the logs of its workers tell",
          waited.toSeconds(),
          spark.master());
      next = next.plus(waited.compareTo(MOST_BETWEEN) < 0 ? FIRST : MOST_BETWEEN);
    }
  }

  @Override
  public void onApplicationEnd(SparkListenerApplicationEnd end) {
    timer.shutdownNow();
  }
}
