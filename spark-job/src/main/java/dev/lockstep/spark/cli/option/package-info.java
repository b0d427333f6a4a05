/**
 * Options that several commands have. Begin at {@link dev.lockstep.spark.cli.option.ConfigOptions}.
 */
@NullMarked
package dev.lockstep.spark.cli.option;

import org.jspecify.annotations.NullMarked;
