/**
 * What a failure was caused by, in words: out of exceptions, and of the texts that Spark makes of
 * them.
 */
@NullMarked
package dev.lockstep.spark.failure;

import org.jspecify.annotations.NullMarked;
