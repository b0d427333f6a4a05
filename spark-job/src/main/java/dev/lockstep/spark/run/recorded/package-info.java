/**
 * Runs whose directories are there: read, compared, and trained again. Begin at {@link
 * dev.lockstep.spark.run.recorded.RecordedRun}.
 */
@NullMarked
package dev.lockstep.spark.run.recorded;

import org.jspecify.annotations.NullMarked;
