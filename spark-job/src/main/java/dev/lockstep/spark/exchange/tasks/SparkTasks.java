package dev.lockstep.spark.exchange.tasks;

import dev.lockstep.spark.cluster.Cores;
import dev.lockstep.spark.cluster.JobName;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.SparkJobInfo;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.storage.BlockManagerId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tasks of one Spark job, and the executors that there were before it. */
public final class SparkTasks implements Tasks {
  private static final Logger LOG = LoggerFactory.getLogger(SparkTasks.class);

  private final SparkContext spark;
  private final Set<String> executors;
  private volatile @Nullable JavaFutureAction<List<Integer>> job;

  /** None as yet. */
  public SparkTasks(JavaSparkContext spark) {
    this.spark = spark.sc();
    this.executors = executors();
  }

  /** Starts the job, which has a task for each partition. */
  public <T> void start(JavaRDD<T> data, FlatMapFunction<Iterator<T>, Integer> task) {
    job =
        JobName.ofInterruptible(
            spark, "training session", () -> data.mapPartitions(task).collectAsync());
  }

  /** Whether executors have come or gone since this was made. */
  public boolean executorsChanged() {
    return !executors().equals(executors);
  }

  private Set<String> executors() {
    return Arrays.stream(spark.statusTracker().getExecutorInfos())
        .map(executor -> executor.host() + ":" + executor.port())
        .collect(Collectors.toSet());
  }

  /** The hosts that have executors now, each once for each of these. */
  public static List<String> hosts(SparkContext spark) {
    BlockManagerId driver = spark.env().blockManager().blockManagerId();
    return Arrays.stream(spark.statusTracker().getExecutorInfos())
        .filter(each -> !(each.host().equals(driver.host()) && each.port() == driver.port()))
        .map(SparkExecutorInfo::host)
        .toList();
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
  public void end(long millis) {
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
