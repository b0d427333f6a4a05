package dev.lockstep.spark.search.optimism;

import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.metric.Task;
import dev.lockstep.spark.search.optimism.Bootstrap.Estimate;
import dev.lockstep.spark.table.pack.ShardedDataset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

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
  /**
   * What is asked.
   *
   * @param planned what evaluations compute
   */
  public record Question(Measure objective, Task task, MetricSet planned, long seed) {}

  /**
   * Estimates it; empty where the objective depends on the order of all examples, such as areas
   * under curves, or on all classes.
   *
   * @param finalists the winner first
   * @param figure of the winner
   */
  public static Optional<Optimism> of(
      JavaSparkContext spark,
      ShardedDataset dev,
      List<Finalist> finalists,
      double figure,
      Question question) {
    Optional<MetricSet> sums =
        Finalist.sums(question.objective(), question.task(), question.planned());
    return sums.map(
        metrics -> {
          DevGroups groups = DevGroups.of(spark, dev, finalists, metrics);
          Estimate estimate =
              new Bootstrap(metrics, question.objective(), groups.states(), question.seed())
                  .estimate();
          double amount = estimate.optimism();
          return new Optimism(
              amount,
              question.objective().higherIsBetter() ? figure - amount : figure + amount,
              estimate.low(),
              estimate.high(),
              finalists.size(),
              groups.rows());
        });
  }

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
