package dev.lockstep.spark.exchange.tasks;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.ExecutorProcessLost;
import org.apache.spark.scheduler.cluster.CoarseGrainedSchedulerBackend;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/**
 * Executors that do not answer, though their connections are open: they are stopped, or cannot be
 * reached. Others go on with their shards as soon as Spark gives them up.
 */
public final class LostExecutors {
  private static final Logger LOG = LoggerFactory.getLogger(LostExecutors.class);

  private LostExecutors() {}

  /**
   * Has Spark give up an executor that has been silent for 30 s, where it would wait for 120 to 180
   * s, and what is fetched from it sooner, so that a run goes on within a minute. A configuration
   * that says itself how patient Spark is stays as it is.
   */
  public static void configure(SparkConf conf) {
    // How long a task waits for an executor that has its shards, while there is a free one.
    conf.setIfMissing("spark.locality.wait", "300ms");
    if (conf.contains("spark.network.timeout")
        || conf.contains("spark.executor.heartbeatInterval")) {
      return;
    }
    conf.setIfMissing("spark.storage.blockManagerHeartbeatTimeoutMs", "30s");
    conf.setIfMissing("spark.network.timeoutInterval", "5s");
    conf.setIfMissing("spark.shuffle.io.connectionTimeout", "20s");
    conf.setIfMissing("spark.shuffle.io.connectionCreationTimeout", "10s");
  }

  /**
   * Has Spark kill an executor, replace it if it can, and start its tasks elsewhere at once,
   * whether the executor can be killed or not. Does what Spark itself does with one that is silent.
   */
  static void giveUp(SparkContext spark, String executor, String why) {
    Thread thread = new Thread(() -> remove(spark, executor, why), "lockstep-give-up");
    thread.setDaemon(true);
    thread.start();
  }

  private static void remove(SparkContext spark, String executor, String why) {
    if (!(spark.schedulerBackend() instanceof CoarseGrainedSchedulerBackend backend)
        || !backend.getExecutorIds().contains(executor)) {
      LOG.info("Executor {} is gone already", executor);
      return;
    }
    LOG.warn("Giving up executor {}: {}", executor, why);
    spark.killAndReplaceExecutor(executor); // Waits for the cluster manager.
    backend.removeExecutor(executor, new ExecutorProcessLost(why, Option.empty(), false));
  }
}
