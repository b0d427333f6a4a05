/**
 * Decides what the columns of a table are: by the configuration, by their types, and by the texts
 * that they hold. What their values teach beyond that belongs to {@code statistics}. Begin at
 * {@link dev.lockstep.spark.table.infer.SchemaInference}.
 */
@NullMarked
package dev.lockstep.spark.table.infer;

import org.jspecify.annotations.NullMarked;
