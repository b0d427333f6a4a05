package dev.lockstep.spark.exchange;

import dev.lockstep.spark.cluster.Cores;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkJobInfo;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.api.java.JavaFutureAction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tasks of one Spark job. */
final class SparkTasks implements Tasks {
  private static final Logger LOG = LoggerFactory.getLogger(SparkTasks.class);

  private final SparkContext spark;
  private volatile @Nullable JavaFutureAction<List<Integer>> job;

  /** None as yet. */
  SparkTasks(SparkContext spark) {
    this.spark = spark;
  }

  /** That job has been started. */
  void started(JavaFutureAction<List<Integer>> running) {
    job = running;
  }

  @Override
  public @Nullable Throwable failure() {
    JavaFutureAction<List<Integer>> running = job;
    if (running == null || !running.isDone()) {
      return null;
    }
    try {
      running.get();
      return new IllegalStateException("the workers' Spark job ended before the session did");
    } catch (ExecutionException e) {
      return e.getCause() == null ? e : e.getCause();
    } catch (CancellationException e) {
      return new IllegalStateException("the workers' Spark job was cancelled", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return e;
    }
  }

  @Override
  public int slots() {
    return Cores.tasks(spark);
  }

  @Override
  public int running() {
    SparkStageInfo stage = stage();
    return stage == null ? 0 : stage.numActiveTasks();
  }

  @Override
  public int stageAttempt() {
    SparkStageInfo stage = stage();
    return stage == null ? 0 : stage.currentAttemptId();
  }

  /** The job's last stage, that of the workers, or null while Spark has not told of it. */
  private @Nullable SparkStageInfo stage() {
    JavaFutureAction<List<Integer>> running = job;
    if (running == null || running.jobIds().isEmpty()) {
      return null;
    }
    SparkJobInfo info = spark.statusTracker().getJobInfo(running.jobIds().get(0)).getOrElse(none());
    if (info == null) {
      return null;
    }
    int last = -1;
    for (int stage : info.stageIds()) {
      last = Math.max(last, stage);
    }
    return spark.statusTracker().getStageInfo(last).getOrElse(none());
  }

  private static <T> scala.Function0<@Nullable T> none() {
    return () -> null;
  }

  @Override
  public void giveUp(String executor, String why) {
    LostExecutors.giveUp(spark, executor, why);
  }

  /** Waits for the job to end by itself, and ends it if it does not. */
  void end(long millis) {
    JavaFutureAction<List<Integer>> running = job;
    if (running == null) {
      return;
    }
    try {
      running.get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      running.cancel(true);
    } catch (ExecutionException | CancellationException e) {
      LOG.debug("A session ended with its job already gone", e);
    } catch (InterruptedException e) {
      running.cancel(true);
      Thread.currentThread().interrupt();
    }
  }
}
