/**
 * Checkpoints of a training under way, on any Hadoop file system: each is complete or absent, and
 * whatever has become of its bytes since is found when it is read.
 */
@NullMarked
package dev.lockstep.spark.checkpoint;

import org.jspecify.annotations.NullMarked;
