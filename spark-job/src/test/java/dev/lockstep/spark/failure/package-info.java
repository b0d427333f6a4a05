/** Failures as they come, and what is said of them. */
@NullMarked
package dev.lockstep.spark.failure;

import org.jspecify.annotations.NullMarked;
