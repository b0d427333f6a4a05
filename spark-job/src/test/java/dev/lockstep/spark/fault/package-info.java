/** Trainings of real processes under schedules of faults that a seed draws. */
@NullMarked
package dev.lockstep.spark.fault;

import org.jspecify.annotations.NullMarked;
