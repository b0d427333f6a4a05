/**
 * What is observed of a network's layers at a step, and what it warns of: begin with {@link
 * dev.lockstep.train.layers.LayerObservation}.
 */
@NullMarked
package dev.lockstep.train.layers;

import org.jspecify.annotations.NullMarked;
