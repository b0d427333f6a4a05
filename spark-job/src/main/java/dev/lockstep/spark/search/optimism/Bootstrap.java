package dev.lockstep.spark.search.optimism;

import dev.lockstep.linalg.Randomness;
import dev.lockstep.linalg.Randomness.Purpose;
import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.metric.MetricState;
import java.util.Arrays;
import java.util.List;

/**
 * How good finalists would have seemed, had the dev split had other examples: each replicate draws
 * as many groups of them as there are, with replacement, and the same for all finalists.
 */
final class Bootstrap {
  static final int REPLICATES = 500;

  private final MetricSet metrics;
  private final Measure measure;
  private final List<List<MetricState>> states;
  private final long seed;

  /**
   * Of these groups.
   *
   * @param states by finalist, then by group
   */
  Bootstrap(MetricSet metrics, Measure measure, List<List<MetricState>> states, long seed) {
    this.metrics = metrics;
    this.measure = measure;
    this.states = states;
    this.seed = seed;
  }

  /** The figures of all finalists over all groups, and over those of each replicate. */
  Replicates replicates() {
    int groups = states.get(0).size();
    int[] once = new int[groups];
    Arrays.fill(once, 1);
    double[][] drawn = new double[REPLICATES][];
    for (int replicate = 0; replicate < REPLICATES; replicate++) {
      drawn[replicate] = figures(counts(groups, replicate));
    }
    return new Replicates(measure, figures(once), drawn);
  }

  /** How often each group is drawn. */
  private int[] counts(int groups, int replicate) {
    int[] counts = new int[groups];
    for (int i = 0; i < groups; i++) {
      long bits = Randomness.seed(seed, Purpose.BOOTSTRAP, replicate, i);
      counts[(int) (Randomness.uniform(bits) * groups)]++;
    }
    return counts;
  }

  /** Of each finalist, over groups that count so often. */
  private double[] figures(int[] counts) {
    double[] figures = new double[states.size()];
    for (int finalist = 0; finalist < figures.length; finalist++) {
      MetricState sum = metrics.newState();
      for (int group = 0; group < counts.length; group++) {
        for (int i = 0; i < counts[group]; i++) {
          sum.add(states.get(finalist).get(group));
        }
      }
      figures[finalist] = metrics.report(sum).value(measure).orElse(Double.NaN);
    }
    return figures;
  }
}
