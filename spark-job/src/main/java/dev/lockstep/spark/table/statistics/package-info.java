/**
 * What one pass over tables finds: statistics of columns and labels, everything that cannot be
 * used, and from these the encodings; or a whole configuration that suits a table. No shards. Begin
 * at {@link dev.lockstep.spark.table.statistics.FirstPass}.
 */
@NullMarked
package dev.lockstep.spark.table.statistics;

import org.jspecify.annotations.NullMarked;
