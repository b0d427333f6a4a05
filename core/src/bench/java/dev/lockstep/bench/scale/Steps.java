package dev.lockstep.bench.scale;

import org.apache.commons.math3.distribution.LogNormalDistribution;
import org.apache.commons.math3.random.Well19937c;
import org.apache.commons.math3.stat.StatUtils;

/** Many simulated steps, in which executors compute for a random, log-normal time. */
record Steps(Cluster cluster, Costs costs) {
  private static final int STEPS = 200;
  private static final int SEED = 1;

  /** Mean seconds of a step in which each executor computes the gradient of so many examples. */
  double meanSeconds(Topology topology, int executors, int examples) {
    LogNormalDistribution times = times(costs.gradient(examples));
    Step step = new Step(cluster, costs);
    double[] seconds = new double[STEPS];
    for (int i = 0; i < STEPS; i++) {
      seconds[i] = topology.seconds(step, times.sample(executors));
    }
    return StatUtils.mean(seconds);
  }

  private LogNormalDistribution times(double mean) {
    double variance = Math.log1p(cluster.jitter() * cluster.jitter());
    return new LogNormalDistribution(
        new Well19937c(SEED), Math.log(mean) - variance / 2, Math.sqrt(variance));
  }
}
