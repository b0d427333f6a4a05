/**
 * A model turns rows into predictions, without Spark. Begin with {@link
 * dev.lockstep.score.RowScorer}. How a table is read that Spark has is not known here; what its
 * values become, and what a network's outputs mean, is.
 */
@NullMarked
package dev.lockstep.score;

import org.jspecify.annotations.NullMarked;
