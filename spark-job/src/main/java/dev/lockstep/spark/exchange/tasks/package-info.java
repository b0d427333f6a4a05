/**
 * The Spark tasks that workers are: which shards each holds, whether they run, and how Spark gives
 * up an executor that does not answer. Nothing of what tasks compute or say. Begin at {@link
 * dev.lockstep.spark.exchange.tasks.Tasks}.
 */
@NullMarked
package dev.lockstep.spark.exchange.tasks;

import org.jspecify.annotations.NullMarked;
