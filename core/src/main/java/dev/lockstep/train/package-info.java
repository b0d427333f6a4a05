/** The training loop and where its gradients come from. */
@NullMarked
package dev.lockstep.train;

import org.jspecify.annotations.NullMarked;
