package dev.lockstep.spark.run.facts;

import dev.lockstep.spark.config.DataConfig.Fractions;
import dev.lockstep.train.Split;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** How many examples each split has, what share that is, and what share was asked for. */
final class SplitShares {
  private SplitShares() {}

  /**
   * Ready for JSON, by the names of splits.
   *
   * @param asked shares, where one table was split
   * @param examples number of them in a split
   */
  static Map<String, Object> of(Optional<Fractions> asked, ToLongFunction<Split> examples) {
    long all = Arrays.stream(Split.values()).mapToLong(examples).sum();
    Map<String, Object> shares = new LinkedHashMap<>();
    for (Split split : Split.values()) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("examples", examples.applyAsLong(split));
      values.put("share", (double) examples.applyAsLong(split) / all);
      asked.ifPresent(fractions -> values.put("asked", asked(fractions, split)));
      shares.put(split.toString(), values);
    }
    return shares;
  }

  private static double asked(Fractions fractions, Split split) {
    return switch (split) {
      case TRAIN -> 1 - (fractions.dev() + fractions.test());
      case DEV -> fractions.dev();
      case TEST -> fractions.test();
    };
  }
}
