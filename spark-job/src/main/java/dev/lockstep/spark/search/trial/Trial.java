package dev.lockstep.spark.search.trial;

import dev.lockstep.spark.config.LockstepConfig;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A point of the space, and the configuration that it makes.
 *
 * @param number in the whole search, from 0
 * @param round from 0
 * @param coordinates of the point, not to be modified
 * @param parameters the values that it stands for, by key
 * @param obstacle why these make no configuration, if so; then the one here is the base
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Trial(
    int number,
    int round,
    double[] coordinates,
    Map<String, Object> parameters,
    LockstepConfig config,
    Optional<String> obstacle) {
  /** What stands for the configuration that all trials share, as it stands, which is none. */
  public static final int BASE = -1;

  public Trial {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }
}
