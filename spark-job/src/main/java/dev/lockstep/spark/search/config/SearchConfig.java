package dev.lockstep.spark.search.config;

import dev.lockstep.metric.Measure;
import dev.lockstep.spark.search.space.Sampler;
import dev.lockstep.spark.search.space.Space;
import java.util.Optional;

/**
 * A search for hyperparameters.
 *
 * @param base what all trials share
 * @param halving empty where every trial is trained to its end
 * @param objective a figure of the dev split; empty for accuracy, or else rmse
 * @param seed decides which values are drawn, and nothing of any training
 * @param finalModel whether the best trial is trained once more, and its model kept
 */
public record SearchConfig(
    BaseConfig base,
    Space space,
    Sampler sampler,
    Budget budget,
    Optional<Halving> halving,
    Mode mode,
    Optional<Measure> objective,
    long seed,
    SearchOutput output,
    boolean finalModel) {
  /**
   * Where the search directory goes.
   *
   * @param overwrite whether a search directory that is there, and nothing else, is replaced
   */
  public record SearchOutput(String path, boolean overwrite) {}
}
