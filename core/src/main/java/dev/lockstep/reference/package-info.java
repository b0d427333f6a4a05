/**
 * What a network computes, in float64 and as a textbook prints it: what gradients are checked
 * against. Begin with {@link dev.lockstep.reference.Objective}.
 */
@NullMarked
package dev.lockstep.reference;

import org.jspecify.annotations.NullMarked;
