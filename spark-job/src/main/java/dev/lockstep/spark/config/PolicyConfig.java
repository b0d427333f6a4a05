package dev.lockstep.spark.config;

import dev.lockstep.metric.Measure;
import dev.lockstep.train.EarlyStopping;
import dev.lockstep.train.Policies;
import dev.lockstep.train.Policy;
import dev.lockstep.train.ReduceOnPlateau;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What evaluations of the dev split decide; each of it may be off. */
public record PolicyConfig(
    Optional<ReduceOnPlateau> reduceOnPlateau, Optional<EarlyStopping> earlyStopping) {
  /** All that is on, as one. */
  public Policy create() {
    return new Policies(
        Stream.<Optional<? extends Policy>>of(reduceOnPlateau, earlyStopping)
            .<Policy>flatMap(Optional::stream)
            .toList());
  }

  /** What is watched, by the section of the configuration that asks for it. */
  public Map<String, Measure> watched() {
    Map<String, Measure> watched = new LinkedHashMap<>();
    reduceOnPlateau.ifPresent(policy -> watched.put("reduce_on_plateau", policy.measure()));
    earlyStopping.ifPresent(policy -> watched.put("early_stopping", policy.measure()));
    return watched;
  }
}
