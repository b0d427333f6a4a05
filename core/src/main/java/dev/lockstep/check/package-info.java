/**
 * Whether gradients are right, by differences of the loss; begin with {@link
 * dev.lockstep.check.GradientCheck}.
 */
@NullMarked
package dev.lockstep.check;

import org.jspecify.annotations.NullMarked;
