/**
 * Trials: what is drawn, how far a rung trains it, and what comes of that. Begin at {@link
 * dev.lockstep.spark.search.trial.TrialWork}.
 */
@NullMarked
package dev.lockstep.spark.search.trial;

import org.jspecify.annotations.NullMarked;
