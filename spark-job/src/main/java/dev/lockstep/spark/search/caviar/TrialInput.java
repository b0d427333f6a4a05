package dev.lockstep.spark.search.caviar;

import dev.lockstep.spark.exchange.executor.SplitShard;
import dev.lockstep.spark.search.trial.TrialWork;
import java.util.Iterator;
import org.apache.spark.broadcast.Broadcast;

/**
 * What a task works on, inside of it: never shipped.
 *
 * @param state that the trial has come to
 * @param shards of all splits, read when they are asked for
 */
record TrialInput(TrialWork work, Broadcast<byte[]> state, Iterator<SplitShard> shards) {}
