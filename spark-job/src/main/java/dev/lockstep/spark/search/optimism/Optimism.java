package dev.lockstep.spark.search.optimism;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The winner's curse: whoever is best of many on the same examples owes some of that to chance.
 * Estimated by a bootstrap over the dev examples, of the choice among trials that were trained to
 * their end; what the rungs before have chosen is not counted.
 *
 * @param amount by how much the figure is too good
 * @param corrected the figure without that
 * @param low the lower end of the 95% interval of the winner's figure
 * @param high the higher end
 * @param finalists among which was chosen
 * @param rows of a group of examples that are drawn together
 */
public record Optimism(
    double amount, double corrected, double low, double high, int finalists, long rows) {
  /** Ready for JSON. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("method", "bootstrap over dev examples");
    values.put("replicates", Bootstrap.REPLICATES);
    values.put("examples_drawn_together", rows);
    values.put("finalists", finalists);
    values.put("amount", amount);
    values.put("corrected", corrected);
    values.put("interval", List.of(low, high));
    return values;
  }
}
