/** Images that training changes at random, anew in every epoch. */
@NullMarked
package dev.lockstep.augment;

import org.jspecify.annotations.NullMarked;
