package dev.lockstep.spark.search.optimism;

import dev.lockstep.spark.search.optimism.Replicates.Interval;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * By how much the winner is better on dev than the configuration that all trials share, as it
 * stands. That the winner is the best of many on the same examples is not counted; {@link Optimism}
 * tells of that.
 *
 * @param amount below 0 if it is worse
 * @param interval 95% of such dev splits have an amount within it; a paired bootstrap, which draws
 *     the same examples for both. Empty where the objective is none that can be drawn
 * @param rows of a group of examples that are drawn together
 */
public record Margin(double amount, Optional<Interval> interval, long rows) {
  /** One without an interval. */
  public static Margin plain(double amount) {
    return new Margin(amount, Optional.empty(), 0);
  }

  /** Whether the interval has no 0 in it. */
  public boolean isSure() {
    return interval.filter(it -> it.low() > 0 || it.high() < 0).isPresent();
  }

  /** Ready for JSON. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("amount", amount);
    interval.ifPresent(
        it -> {
          values.put("interval", List.of(it.low(), it.high()));
          values.put("method", "paired bootstrap over dev examples");
          values.put("replicates", Bootstrap.REPLICATES);
          values.put("examples_drawn_together", rows);
        });
    return values;
  }
}
