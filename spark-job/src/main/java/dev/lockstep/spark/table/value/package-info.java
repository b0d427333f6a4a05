/**
 * What a single value of a Spark column or of a text is: a number, category, vector, date or class,
 * or missing. No columns, no names, no tables. Begin at {@link
 * dev.lockstep.spark.table.value.NumberType}.
 */
@NullMarked
package dev.lockstep.spark.table.value;

import org.jspecify.annotations.NullMarked;
