/**
 * Writes what is read of a row as float32 numbers, as a feature schema and a target have it; for
 * packing and for scoring alike. Nothing is decided here. Begin at {@link
 * dev.lockstep.spark.table.encode.RowEncoder}.
 */
@NullMarked
package dev.lockstep.spark.table.encode;

import org.jspecify.annotations.NullMarked;
