package dev.lockstep.spark.exchange;

import dev.lockstep.shard.Shard;
import dev.lockstep.train.Split;

/** A shard of one of the splits, inside a task: never shipped. */
record SplitShard(Split split, Shard shard) {}
