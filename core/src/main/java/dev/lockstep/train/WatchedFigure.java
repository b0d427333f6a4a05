package dev.lockstep.train;

import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricReport;
import java.nio.DoubleBuffer;
import java.util.OptionalDouble;

/**
 * Watches a figure of the dev split: keeps the best value, and how many evaluations there have been
 * since, in the first numbers of a policy's memory.
 *
 * @param delta how much better than the best a value must be, to count as better
 * @param relative the same, as a share of the best
 */
record WatchedFigure(Measure measure, double delta, double relative) {
  /** How many numbers it remembers. */
  static final int REMEMBERED = 3;

  private static final int FOUND = 0;
  private static final int BEST = 1;
  private static final int SINCE = 2;

  /** That a difference that counts can be that. */
  static void checkDifference(String what, double number) {
    if (!(number >= 0 && Double.isFinite(number))) {
      throw new IllegalArgumentException(what + " must be at least 0, not " + number);
    }
  }

  /**
   * Notes an evaluation; tells whether it is the best. One whose figure is undefined never is, nor
   * is a first one that is infinite.
   */
  boolean note(MetricReport evaluation, DoubleBuffer memory) {
    OptionalDouble value = evaluation.value(measure);
    boolean best = value.isPresent() && isBetter(value.getAsDouble(), memory);
    if (best) {
      memory.put(FOUND, 1).put(BEST, value.getAsDouble()).put(SINCE, 0);
    } else {
      memory.put(SINCE, memory.get(SINCE) + 1);
    }
    return best;
  }

  private boolean isBetter(double value, DoubleBuffer memory) {
    double best = memory.get(BEST);
    return memory.get(FOUND) == 0
        ? Double.isFinite(value)
        : measure.gain(value, best) > delta + relative * Math.abs(best);
  }

  /** How many evaluations in a row have not been better than the best. */
  static double since(DoubleBuffer memory) {
    return memory.get(SINCE);
  }

  /** Begins to count them anew. */
  static void forgive(DoubleBuffer memory) {
    memory.put(SINCE, 0);
  }
}
