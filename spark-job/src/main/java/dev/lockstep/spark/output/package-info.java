/**
 * Where commands write: outputs that touch no input, replace only their own kind, and are there
 * completely or not at all.
 */
@NullMarked
package dev.lockstep.spark.output;

import org.jspecify.annotations.NullMarked;
