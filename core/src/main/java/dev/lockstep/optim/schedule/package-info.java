/** Learning rates, each a function of step and epoch. */
@NullMarked
package dev.lockstep.optim.schedule;

import org.jspecify.annotations.NullMarked;
