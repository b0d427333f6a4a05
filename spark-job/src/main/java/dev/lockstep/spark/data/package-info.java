/** Readers that turn any Spark table into shards. */
@NullMarked
package dev.lockstep.spark.data;

import org.jspecify.annotations.NullMarked;
