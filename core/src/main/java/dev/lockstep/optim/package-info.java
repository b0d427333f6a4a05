/** Optimizers and what surrounds an update: learning rates, regularization, gradient clipping. */
@NullMarked
package dev.lockstep.optim;

import org.jspecify.annotations.NullMarked;
