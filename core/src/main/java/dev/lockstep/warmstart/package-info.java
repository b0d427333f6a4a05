/** What a network starts from that goes on from a model, also where columns or classes changed. */
@NullMarked
package dev.lockstep.warmstart;

import org.jspecify.annotations.NullMarked;
