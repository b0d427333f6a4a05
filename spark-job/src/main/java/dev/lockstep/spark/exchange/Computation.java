package dev.lockstep.spark.exchange;

import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.Network;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.spark.cluster.SharedBlas;
import dev.lockstep.spark.exchange.message.Work;
import dev.lockstep.spark.table.pack.ShardedDataset;

/** What is computed, on whatever shards. */
public record Computation(Network network, BatchPlan plan, MetricSet metrics, SharedBlas blas) {
  /** On those shards. */
  Work on(ShardedDataset train) {
    return new Work(network, train.batches(plan), metrics, blas);
  }
}
