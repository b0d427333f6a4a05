package dev.lockstep.spark.table.pack;

import dev.lockstep.feature.FeatureSchema;
import dev.lockstep.model.Target;
import dev.lockstep.spark.table.statistics.CheckedTables.Found;
import dev.lockstep.train.Split;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Tables as shards.
 *
 * @param splits those with at least one example; always {@link Split#TRAIN}
 * @param found what the first pass over the tables told
 * @param findings what the second told
 * @param seconds wall time of loading
 */
public record LoadedData(
    FeatureSchema features,
    Target target,
    Map<Split, ShardedDataset> splits,
    Found found,
    SplitFindings findings,
    double seconds) {
  /** Number of examples of a split; 0 if there is no such split. */
  public long examples(Split split) {
    ShardedDataset dataset = splits.get(split);
    return dataset == null ? 0 : dataset.examples();
  }

  /** The shards that are trained on. */
  public ShardedDataset train() {
    return Objects.requireNonNull(splits.get(Split.TRAIN));
  }

  /** The same tables with other shards to train on. */
  public LoadedData withTrain(ShardedDataset train) {
    Map<Split, ShardedDataset> others = new EnumMap<>(splits);
    others.put(Split.TRAIN, train);
    return new LoadedData(features, target, others, found, findings, seconds);
  }

  /** Frees what the executors hold. */
  public void unpersist() {
    splits.values().forEach(ShardedDataset::unpersist);
  }
}
