package dev.lockstep.spark.exchange.executor;

import dev.lockstep.shard.Shard;
import dev.lockstep.train.Split;

/** A shard of one of the splits, inside a task: never shipped. */
public record SplitShard(Split split, Shard shard) {}
