/**
 * From any table that Spark reads to shards, and from a model to a scored table; in this folder
 * only what all parts of it throw. The way of a table is {@code source}, {@code read} (with the
 * types of {@code value}), {@code infer}, {@code statistics}, {@code encode}, {@code pack}; {@code
 * score} goes back. Begin at {@link dev.lockstep.spark.table.pack.TableLoader}.
 */
@NullMarked
package dev.lockstep.spark.table;

import org.jspecify.annotations.NullMarked;
