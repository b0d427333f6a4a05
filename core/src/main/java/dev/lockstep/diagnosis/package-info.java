/**
 * What errors on the splits tell of a training, and what to do next: bias, variance, and whether
 * more data would help.
 */
@NullMarked
package dev.lockstep.diagnosis;

import org.jspecify.annotations.NullMarked;
