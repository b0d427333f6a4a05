/** Matrices as views on flat float arrays, their products and the loops over them. */
@NullMarked
package dev.lockstep.linalg;

import org.jspecify.annotations.NullMarked;
