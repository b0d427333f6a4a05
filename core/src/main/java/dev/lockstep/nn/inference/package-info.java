/**
 * Outputs of a network for rows that are only to be predicted, each of the same bits whatever rows
 * are beside it. Begin with {@link dev.lockstep.nn.inference.Inference}.
 */
@NullMarked
package dev.lockstep.nn.inference;

import org.jspecify.annotations.NullMarked;
