package dev.lockstep.spark.exchange;

import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.Network;
import dev.lockstep.shard.MiniBatches;
import dev.lockstep.spark.cluster.SharedBlas;
import java.io.Serializable;

/** What a task computes on its shards: the same for all tasks, from step to step. */
record Work(Computation computation, MiniBatches batches) implements Serializable {
  Network network() {
    return computation.network();
  }

  MetricSet metrics() {
    return computation.metrics();
  }

  SharedBlas blas() {
    return computation.blas();
  }

  /** Number of shards. */
  int shards() {
    return batches.shards();
  }
}
