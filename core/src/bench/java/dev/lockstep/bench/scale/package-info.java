/**
 * A simulation of a training step on many executors, from what its parts cost on one machine and a
 * stated network.
 */
@NullMarked
package dev.lockstep.bench.scale;

import org.jspecify.annotations.NullMarked;
