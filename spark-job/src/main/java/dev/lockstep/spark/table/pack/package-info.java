/**
 * Rows become shards on the executors: packed, shipped in one shuffle, kept, and checked when they
 * are built again. What is in them has been decided before. Begin at {@link
 * dev.lockstep.spark.table.pack.TableLoader}.
 */
@NullMarked
package dev.lockstep.spark.table.pack;

import org.jspecify.annotations.NullMarked;
