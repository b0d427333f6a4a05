package dev.lockstep.spark.search.optimism;

import dev.lockstep.metric.Measure;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * The figures of finalists over all dev examples, and over as many that were drawn from them, the
 * same for all finalists, again and again.
 *
 * @param all by finalist
 * @param drawn by replicate, then by finalist
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Replicates(Measure measure, double[] all, double[][] drawn) {
  /** Of what an interval holds, beside its middle. */
  private static final double TAIL = 0.025;

  /** What 2.5% of the replicates are below, and as many above. */
  public record Interval(double low, double high) {}

  /**
   * By how much the best of the first finalists seems better in a replicate than it is over all, on
   * average.
   */
  double optimism(int finalists) {
    double sum = 0;
    for (double[] figures : drawn) {
      int best = best(figures, finalists);
      sum += measure.gain(figures[best], all[best]);
    }
    return sum / drawn.length;
  }

  private int best(double[] figures, int finalists) {
    int best = 0;
    for (int i = 1; i < finalists; i++) {
      best = measure.gain(figures[i], figures[best]) > 0 ? i : best;
    }
    return best;
  }

  /** Of the figure of a finalist. */
  Interval figure(int finalist) {
    return interval(figures -> figures[finalist]);
  }

  /** Of by how much one is better than another. */
  Interval gain(int finalist, int than) {
    return interval(figures -> measure.gain(figures[finalist], figures[than]));
  }

  private Interval interval(ToDoubleFunction<double[]> value) {
    double[] values = Arrays.stream(drawn).mapToDouble(value).sorted().toArray();
    return new Interval(
        values[(int) (TAIL * values.length)], values[(int) ((1 - TAIL) * values.length) - 1]);
  }
}
