package dev.lockstep.spark.memory;

import dev.lockstep.spark.cluster.Cores;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.network.util.JavaUtils;

/**
 * How Spark's processes share the work, and how large their heaps are.
 *
 * @param local whether the driver's process is the only one
 * @param executors 1 in local mode
 * @param slots tasks that can run at once, on all executors together
 * @param driverHeap bytes
 * @param executorHeap bytes, of each
 */
public record Layout(boolean local, int executors, int slots, long driverHeap, long executorHeap) {
  /** Of a running Spark. */
  public static Layout of(SparkContext spark) {
    boolean local = spark.isLocal();
    SparkConf conf = spark.getConf();
    // The driver counts among those that have memory for blocks.
    int executors = local ? 1 : Math.max(1, spark.getExecutorMemoryStatus().size() - 1);
    long driverHeap = Runtime.getRuntime().maxMemory();
    long executorHeap = JavaUtils.byteStringAsBytes(conf.get("spark.executor.memory", "1g"));
    return new Layout(
        local,
        executors,
        Math.max(1, Cores.tasks(spark)),
        driverHeap,
        local ? driverHeap : executorHeap);
  }

  /** Tasks that can run at once on one executor. */
  int slotsOfAnExecutor() {
    return divideUp(slots, executors);
  }

  static int divideUp(int a, int b) {
    return (a + b - 1) / b;
  }
}
