/** Examples packed into shards, and which of them make up a mini-batch. */
@NullMarked
package dev.lockstep.shard;

import org.jspecify.annotations.NullMarked;
