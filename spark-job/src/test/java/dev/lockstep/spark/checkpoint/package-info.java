/** Tests of checkpoints. */
@NullMarked
package dev.lockstep.spark.checkpoint;

import org.jspecify.annotations.NullMarked;
