/** Metrics that accumulate over batches and merge over shards. */
@NullMarked
package dev.lockstep.metric;

import org.jspecify.annotations.NullMarked;
