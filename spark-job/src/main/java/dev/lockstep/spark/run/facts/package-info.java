/**
 * What a report tells of a training beside its figures: shares of splits, plateaus, importance of
 * columns. Begin at {@link dev.lockstep.spark.run.facts.RunFacts}.
 */
@NullMarked
package dev.lockstep.spark.run.facts;

import org.jspecify.annotations.NullMarked;
