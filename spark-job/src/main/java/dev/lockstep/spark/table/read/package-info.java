/**
 * How the rows of a table are read whose columns are known: in blocks, features, labels, weight and
 * split of each. Nothing is decided, counted or encoded here. Begin at {@link
 * dev.lockstep.spark.table.read.TableSchema}.
 */
@NullMarked
package dev.lockstep.spark.table.read;

import org.jspecify.annotations.NullMarked;
