package dev.lockstep.spark.run.prepare;

import dev.lockstep.nn.Network;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.spark.config.ConfigException;
import java.util.Locale;

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
      boolean enough = batches.examples() >= 2L * shards;
      throw ConfigException.of(
          "training.batch_size: found %,d examples for %,d shards with batch_norm, which needs 2 of"
              + " each shard at least: %slower training.shards to %,d",
          batch,
          shards,
          enough ? String.format(Locale.ROOT, "raise it to %,d or more, or ", 2L * shards) : "",
          Math.max(1, batch / 2));
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
