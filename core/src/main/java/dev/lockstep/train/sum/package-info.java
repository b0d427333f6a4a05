/**
 * Sums over shards, always added in the same order, whoever adds: begin with {@link
 * dev.lockstep.train.sum.SummationTree}. Neither knows what a training is.
 */
@NullMarked
package dev.lockstep.train.sum;

import org.jspecify.annotations.NullMarked;
