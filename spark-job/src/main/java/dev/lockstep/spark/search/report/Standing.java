package dev.lockstep.spark.search.report;

import dev.lockstep.spark.search.optimism.Margin;
import dev.lockstep.spark.search.optimism.Optimism;
import dev.lockstep.spark.search.trial.TrialResult;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How good the winner is: beside the configuration that all trials share, and but for chance.
 *
 * @param base what came of that configuration, as it stands; empty if it was not trained
 * @param margin of the winner over it; empty if it has no figure
 * @param optimism of the winner's figure; empty if that cannot be told
 */
public record Standing(
    Optional<TrialResult> base, Optional<Margin> margin, Optional<Optimism> optimism) {
  /** The base as search.json has it. */
  static Map<String, Object> values(TrialResult base) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("status", base.isMeasured() ? "finished" : base.ending().toString());
    values.putAll(base.values());
    return values;
  }
}
