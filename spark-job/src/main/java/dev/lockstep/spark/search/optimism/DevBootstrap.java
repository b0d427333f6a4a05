package dev.lockstep.spark.search.optimism;

import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.metric.Task;
import dev.lockstep.spark.search.optimism.Replicates.Interval;
import dev.lockstep.spark.table.pack.ShardedDataset;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A bootstrap over the dev examples: what the figures of some finalists owe to chance.
 *
 * @param rows of a group of examples that are drawn together
 */
public record DevBootstrap(Replicates replicates, long rows) {
  /**
   * What is asked.
   *
   * @param planned what evaluations compute
   */
  public record Question(Measure objective, Task task, MetricSet planned, long seed) {}

  /**
   * Draws; empty where the objective depends on the order of all examples, such as areas under
   * curves, or on all classes.
   */
  public static Optional<DevBootstrap> of(
      JavaSparkContext spark, ShardedDataset dev, List<Finalist> finalists, Question question) {
    return Finalist.sums(question.objective(), question.task(), question.planned())
        .map(
            metrics -> {
              DevGroups groups = DevGroups.of(spark, dev, finalists, metrics);
              Bootstrap bootstrap =
                  new Bootstrap(metrics, question.objective(), groups.states(), question.seed());
              return new DevBootstrap(bootstrap.replicates(), groups.rows());
            });
  }

  /**
   * How much the choice of the first of some finalists flatters it.
   *
   * @param finalists how many, the winner first
   * @param figure of the winner
   */
  public Optimism optimism(int finalists, double figure) {
    double amount = replicates.optimism(finalists);
    boolean higher = replicates.measure().higherIsBetter();
    Interval interval = replicates.figure(0);
    return new Optimism(
        amount,
        higher ? figure - amount : figure + amount,
        interval.low(),
        interval.high(),
        finalists,
        rows);
  }

  /**
   * How sure it is that a finalist is better than another.
   *
   * @param amount by how much it is, over all examples
   */
  public Margin margin(int finalist, int than, double amount) {
    return new Margin(amount, Optional.of(replicates.gain(finalist, than)), rows);
  }
}
