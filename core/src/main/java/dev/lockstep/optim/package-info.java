/**
 * Optimizers and what surrounds an update: regularization, gradient clipping; learning rates are in
 * {@code schedule}.
 */
@NullMarked
package dev.lockstep.optim;

import org.jspecify.annotations.NullMarked;
