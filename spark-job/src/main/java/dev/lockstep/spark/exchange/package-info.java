/**
 * Gradient sources that run on Spark executors, and what their tasks do. How a session goes on is
 * not decided here, but in {@code driver}. Begin at {@link
 * dev.lockstep.spark.exchange.JobGradients}, one Spark job for each step, and {@link
 * dev.lockstep.spark.exchange.SessionGradients}, tasks that live on.
 */
@NullMarked
package dev.lockstep.spark.exchange;

import org.jspecify.annotations.NullMarked;
