/** Gradient sources that run on Spark executors. */
@NullMarked
package dev.lockstep.spark.exchange;

import org.jspecify.annotations.NullMarked;
