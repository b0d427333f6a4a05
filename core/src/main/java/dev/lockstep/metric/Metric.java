package dev.lockstep.metric;

import java.io.Serializable;
import java.util.function.Consumer;

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

  /**
   * Reads the figures off the sums over all examples.
   *
   * @param report takes them, but for those that are undefined
   */
  void report(double[] state, int offset, Consumer<Figure> report);
}
