package dev.lockstep.spark.cluster;

import org.apache.spark.SparkContext;

/** How much a Spark application can do at once. */
public final class Cores {
  private Cores() {}

  /**
   * The cores that Spark has for tasks now, whatever spark.default.parallelism says; at least 1.
   */
  public static int of(SparkContext spark) {
    return Math.max(1, tasks(spark) * spark.conf().getInt("spark.task.cpus", 1));
  }

  /** How many tasks can run at once; 0 while there are no executors. */
  public static int tasks(SparkContext spark) {
    return spark.maxNumConcurrentTasks(spark.resourceProfileManager().defaultResourceProfile());
  }
}
