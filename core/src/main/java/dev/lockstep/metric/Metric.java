package dev.lockstep.metric;

import java.io.Serializable;

/**
 * A figure of merit whose state is a flat vector of sums: it accumulates over batches, and states
 * over disjoint examples merge by addition. That is all it takes to be computed anywhere, in any
 * grouping, and sent as plain numbers.
 */
public interface Metric extends Serializable {
  /** How many numbers the state has. */
  int size();

  /** Adds a batch to the numbers state[offset .. offset + size()), which start at 0. */
  void accumulate(Predictions batch, double[] state, int offset);

  /** Reads the figures off the sums over all examples. */
  void report(double[] state, int offset, MetricReport report);
}
