package dev.lockstep.spark.exchange;

import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.Network;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.spark.cluster.SharedBlas;
import java.io.Serializable;

/** What is computed, on whatever shards. */
public record Computation(Network network, BatchPlan plan, MetricSet metrics, SharedBlas blas)
    implements Serializable {}
