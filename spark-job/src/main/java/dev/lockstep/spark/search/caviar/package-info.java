/**
 * Many trials at once, one in a task, over shards that each executor holds once. Begin at {@link
 * dev.lockstep.spark.search.caviar.Caviar}.
 */
@NullMarked
package dev.lockstep.spark.search.caviar;

import org.jspecify.annotations.NullMarked;
