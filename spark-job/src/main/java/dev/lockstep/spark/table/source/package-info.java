/**
 * Where the rows of tables come from: formats, files, and what is wrong with them. What the columns
 * mean belongs to {@code read} and {@code infer}. Begin at {@link
 * dev.lockstep.spark.table.source.Tables}.
 */
@NullMarked
package dev.lockstep.spark.table.source;

import org.jspecify.annotations.NullMarked;
