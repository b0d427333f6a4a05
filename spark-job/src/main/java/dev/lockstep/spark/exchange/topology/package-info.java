/**
 * How sums and parameters travel between the driver and the executors of a session: straight
 * (star), or through relays, executors that gather, add up and hand out for others (tree, sliced).
 * Nothing here sends anything. Begin at {@link dev.lockstep.spark.exchange.topology.Plan}.
 */
@NullMarked
package dev.lockstep.spark.exchange.topology;

import org.jspecify.annotations.NullMarked;
