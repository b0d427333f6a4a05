/**
 * What goes to the terminal and to Spark's log, how a command ends, and its Spark session. Begin at
 * {@link dev.lockstep.spark.cli.terminal.Terminal}.
 */
@NullMarked
package dev.lockstep.spark.cli.terminal;

import org.jspecify.annotations.NullMarked;
