package dev.lockstep.spark.memory;

import dev.lockstep.feature.FeatureColumn;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.Network;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.Shard.RowFormat;
import dev.lockstep.spark.config.ExchangeConfig.Topology;
import dev.lockstep.spark.exchange.Computation;
import dev.lockstep.spark.table.statistics.CheckedTables;
import dev.lockstep.train.Split;
import dev.lockstep.train.Trainer;
import java.util.Map;

/**
 * What is to be kept in memory and computed.
 *
 * @param features that a row is packed in, which the network's inputs are made of
 * @param rows of each split
 * @param reading of the tables, in parts
 * @param batches the mini-batches of the training split
 * @param arrays as long as the parameters that the driver's training loop holds; 0 where nothing is
 *     trained
 * @param metrics what evaluations compute
 * @param jobs whether each step is a Spark job of its own
 * @param topology by which the sums of sessions travel
 */
public record Workload(
    Network network,
    int features,
    Map<Split, Long> rows,
    Reading reading,
    int shards,
    BatchPlan batches,
    int arrays,
    MetricSet metrics,
    boolean jobs,
    Topology topology) {
  public Workload {
    rows = Map.copyOf(rows);
  }

  /**
   * How tables are read.
   *
   * @param fileBytes of all files, 0 where the tables do not consist of files
   * @param largestFile bytes
   * @param partitions each read by one task
   * @param vectors whether there are columns of vectors
   * @param quantileBytes what a part takes to find quantiles
   */
  public record Reading(
      long fileBytes, long largestFile, int partitions, boolean vectors, long quantileBytes) {
    /** Of tables whose first pass is done. */
    static Reading of(CheckedTables tables) {
      boolean vectors =
          tables.features().columns().stream().anyMatch(FeatureColumn.Vector.class::isInstance);
      return new Reading(
          tables.input().fileBytes(),
          tables.input().largestFile(),
          Math.max(1, tables.input().partitions()),
          vectors,
          tables.input().quantileBytes());
    }
  }

  /**
   * Of a training on tables whose first pass is done.
   *
   * @param arrays {@link Trainer#arrays}
   */
  public static Workload training(
      CheckedTables tables, Computation task, int arrays, boolean jobs, Topology topology) {
    return new Workload(
        task.network(),
        tables.features().expansion().packed(),
        tables.rows(),
        Reading.of(tables),
        tables.shards(),
        task.plan(),
        arrays,
        task.metrics(),
        jobs,
        topology);
  }

  /** Of an evaluation of a model. */
  public static Workload evaluation(CheckedTables tables, Computation task) {
    return training(tables, task, 0, true, Topology.STAR);
  }

  /** Bytes of a packed row. */
  long rowBytes() {
    return (long) Float.BYTES
        * new RowFormat(features, network.loss().targets(network.outputs())).width();
  }

  /** Bytes of all parameters. */
  long parameterBytes() {
    return (long) Float.BYTES * network.parameters().size();
  }

  /** Rows of all splits. */
  long allRows() {
    return rows.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Rows of a split that some of the shards have, if all have as many. */
  long rows(Split split, int some) {
    long all = rows.getOrDefault(split, 0L);
    return (all * some + shards - 1) / shards;
  }

  /** Rows of the training split that some of the shards have, if all have as many. */
  long trainRows(int some) {
    return rows(Split.TRAIN, some);
  }
}
