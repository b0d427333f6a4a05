package dev.lockstep.spark.exchange.message;

import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.Network;
import dev.lockstep.shard.MiniBatches;
import dev.lockstep.spark.cluster.SharedBlas;
import java.io.Serializable;

/** What a task computes on its shards: the same for all tasks, from step to step. */
public record Work(Network network, MiniBatches batches, MetricSet metrics, SharedBlas blas)
    implements Serializable {
  /** Number of shards. */
  public int shards() {
    return batches.shards();
  }
}
