/**
 * The search for hyperparameters: many trainings on tables that are loaded once, of which the best
 * is told. Prints nothing, and reads no configuration. Begin at {@link
 * dev.lockstep.spark.search.Search}.
 */
@NullMarked
package dev.lockstep.spark.search;

import org.jspecify.annotations.NullMarked;
