package dev.lockstep.spark.search.trial;

import dev.lockstep.spark.config.LockstepConfig;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A point of the space, and the configuration that it makes.
 *
 * @param number in the whole search, from 0
 * @param round from 0
 * @param coordinates of the point, not to be modified
 * @param parameters the values that it stands for, by key
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Trial(
    int number,
    int round,
    double[] coordinates,
    Map<String, Object> parameters,
    LockstepConfig config) {
  public Trial {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }
}
