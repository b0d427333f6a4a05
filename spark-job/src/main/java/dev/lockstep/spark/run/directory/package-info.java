/**
 * The directory of a run while it is trained: what is written when, checkpoints, status, pages.
 * Begin at {@link dev.lockstep.spark.run.directory.RunSteps}.
 */
@NullMarked
package dev.lockstep.spark.run.directory;

import org.jspecify.annotations.NullMarked;
