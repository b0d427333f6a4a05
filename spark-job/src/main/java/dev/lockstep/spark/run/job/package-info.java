/**
 * Whole commands for any program: a training with all that belongs to it, its validation, a check
 * of its gradients. Begin at {@link dev.lockstep.spark.run.job.TrainingRun}.
 */
@NullMarked
package dev.lockstep.spark.run.job;

import org.jspecify.annotations.NullMarked;
