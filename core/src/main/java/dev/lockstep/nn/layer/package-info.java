/**
 * The kinds of layers, each beside the stage that computes it; begin with {@link
 * dev.lockstep.nn.layer.Layer}. A stage knows no other stage; where it is, it knows from the {@link
 * dev.lockstep.nn.layer.Pass}.
 */
@NullMarked
package dev.lockstep.nn.layer;

import org.jspecify.annotations.NullMarked;
