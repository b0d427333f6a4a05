/**
 * What Spark's metrics system is told of trainings. Begin at {@link
 * dev.lockstep.spark.monitoring.TrainingMetrics}.
 */
@NullMarked
package dev.lockstep.spark.monitoring;

import org.jspecify.annotations.NullMarked;
