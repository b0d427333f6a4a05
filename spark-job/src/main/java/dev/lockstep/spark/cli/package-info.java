/** The commands that spark-submit runs. */
@NullMarked
package dev.lockstep.spark.cli;

import org.jspecify.annotations.NullMarked;
