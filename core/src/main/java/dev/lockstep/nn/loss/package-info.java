/** Losses, computed from logits; begin with {@link dev.lockstep.nn.loss.Loss}. */
@NullMarked
package dev.lockstep.nn.loss;

import org.jspecify.annotations.NullMarked;
