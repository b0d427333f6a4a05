/**
 * Who is told of a training while it goes on, beside the run directory: event files for
 * TensorBoard, and an MLflow server. Whatever they do, the training goes on.
 */
@NullMarked
package dev.lockstep.spark.tracking;

import org.jspecify.annotations.NullMarked;
