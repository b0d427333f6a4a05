/**
 * What a search draws from: parameters with their scales, the region that a round draws in, and
 * points of it. Knows no configuration and no Spark. Begin at {@link
 * dev.lockstep.spark.search.space.Space}.
 */
@NullMarked
package dev.lockstep.spark.search.space;

import org.jspecify.annotations.NullMarked;
