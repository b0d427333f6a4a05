/**
 * The side of a session that an executor has: holds shards and answers rounds over them. Knows
 * nothing of the driver but its address and what it says. Begin at {@link
 * dev.lockstep.spark.exchange.executor.RemoteWorker}; {@link
 * dev.lockstep.spark.exchange.executor.ShardWorker} computes.
 */
@NullMarked
package dev.lockstep.spark.exchange.executor;

import org.jspecify.annotations.NullMarked;
