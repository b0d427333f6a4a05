/**
 * How the splits differ: values that training did not see, and features whose values are
 * distributed otherwise. Begin at {@link dev.lockstep.spark.table.compare.SplitComparison}.
 */
@NullMarked
package dev.lockstep.spark.table.compare;

import org.jspecify.annotations.NullMarked;
