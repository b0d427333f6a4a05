package dev.lockstep.spark.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.scheduler.TaskInfo;

/** The attempts at tasks that Spark has launched since this began to listen. */
public final class TaskAttempts extends SparkListener implements AutoCloseable {
  private final SparkContext spark;
  private final List<TaskInfo> attempts = new ArrayList<>();

  /** Begins to listen, when all that was launched before has been told. */
  public TaskAttempts(SparkContext spark) throws TimeoutException {
    this.spark = spark;
    spark.listenerBus().waitUntilEmpty();
    spark.addSparkListener(this);
  }

  @Override
  public synchronized void onTaskStart(SparkListenerTaskStart start) {
    attempts.add(start.taskInfo());
  }

  /** The attempts so far, the oldest first. */
  public synchronized List<TaskInfo> all() {
    return List.copyOf(attempts);
  }

  @Override
  public void close() {
    spark.removeSparkListener(this);
  }
}
