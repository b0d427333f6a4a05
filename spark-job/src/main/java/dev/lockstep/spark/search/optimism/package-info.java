/**
 * How much better the best of many looks on the dev split than it is. Begin at {@link
 * dev.lockstep.spark.search.optimism.Optimism}.
 */
@NullMarked
package dev.lockstep.spark.search.optimism;

import org.jspecify.annotations.NullMarked;
