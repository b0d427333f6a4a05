/** The network: layers, parameters, loss, and the gradient by backpropagation. */
@NullMarked
package dev.lockstep.nn;

import org.jspecify.annotations.NullMarked;
