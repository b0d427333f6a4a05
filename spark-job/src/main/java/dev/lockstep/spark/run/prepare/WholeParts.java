package dev.lockstep.spark.run.prepare;

import dev.lockstep.nn.Network;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.spark.config.ConfigException;

/** Whether shards' parts of mini-batches have the size that batch normalization needs. */
public final class WholeParts {
  private WholeParts() {}

  /** Throws ConfigException, with what helps, if some have a single example, or too many. */
  public static void check(Network network, BatchPlan batches, int shards) {
    if (!network.needsWholePart()) {
      return;
    }
    long batch = Math.min(batches.batchSize(), batches.examples());
    if (batch < 2L * shards && normalizesParts(network)) {
      throw ConfigException.of(
          "training.batch_size: found %,d examples for %,d shards with batch_norm, which needs 2 of"
              + " each shard at least: raise it to %,d or more, or lower training.shards",
          batch, shards, 8L * shards);
    }
    long most = (batch + shards - 1) / shards * network.widest();
    if (most > Network.MAX_PARAMETERS) {
      throw ConfigException.of(
          "training.batch_size: found %,d; batch_norm needs a shard's whole part of a mini-batch at"
              + " once, and its %,d numbers do not fit into an array: lower it, or raise"
              + " training.shards",
          batch, most);
    }
  }

  /** Whether a layer takes its statistics of each part by itself. */
  private static boolean normalizesParts(Network network) {
    return network.layers().stream()
        .anyMatch(layer -> layer.needsWholePart() && !layer.needsWholeBatch());
  }
}
