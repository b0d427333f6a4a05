package dev.lockstep.train;

import dev.lockstep.metric.MetricReport;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.nn.LayerStatistics;

/**
 * Where the examples are, and whatever can be asked of them: the seam between the training loop and
 * the ways of running it. Everything it computes is a function of the parameters and the step
 * alone.
 */
public interface GradientSource extends AutoCloseable {
  /**
   * The gradient sum of a step's mini-batch over all shards, added along the canonical tree; in the
   * places of buffers what the shards have measured.
   *
   * @param parameters [n], not modified
   * @param step from 0
   * @return valid, and free to be modified, until the next call
   */
  GradientSum at(float[] parameters, long step);

  /** How many of the parameters, the last of them, are buffers of the network. */
  default int buffers() {
    return 0;
  }

  /**
   * What the layers put out for a step's mini-batch, in the pass that trains on it, over all shards
   * and merged along the canonical tree. It is a forward pass of its own.
   *
   * @param parameters [n], not modified
   * @param step from 0
   */
  LayerStatistics observe(float[] parameters, long step);

  /**
   * The figures over all examples of a split.
   *
   * @throws IllegalArgumentException if there is no such split
   */
  MetricReport evaluate(float[] parameters, Split split);

  /**
   * The same where the probability of class 1 of two must exceed that threshold; no threshold is
   * searched for.
   */
  MetricReport evaluate(float[] parameters, Split split, double threshold);

  /** Whether there is such a split, with at least one example. */
  boolean has(Split split);

  /** Gives back what it computes on, until it is asked for something again. */
  default void rest() {}

  /** Releases what the source holds; the data it was given stay. */
  @Override
  default void close() {}
}
