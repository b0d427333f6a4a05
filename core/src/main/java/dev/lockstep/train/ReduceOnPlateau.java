package dev.lockstep.train;

import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricReport;
import java.nio.DoubleBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Multiplies the schedule's learning rates by a factor whenever more than that many evaluations in
 * a row have not been better, as torch.optim.lr_scheduler.ReduceLROnPlateau does with a relative
 * threshold; of a figure below 0 the threshold is a share of its absolute value, and no reduction
 * is too small to be made.
 *
 * @param measure of the dev split
 * @param factor in (0, 1)
 * @param patience evaluations that are borne, at least 0
 * @param threshold share of the best by which one must be better, to count as better
 * @param cooldown evaluations after a reduction that are not counted
 * @param lowest what all factors together never fall below, from 0 to 1
 */
public record ReduceOnPlateau(
    Measure measure, double factor, int patience, double threshold, int cooldown, double lowest)
    implements Policy {
  private static final int REDUCTIONS = WatchedFigure.REMEMBERED;
  private static final int COOLING = WatchedFigure.REMEMBERED + 1;

  public ReduceOnPlateau {
    if (!(factor > 0 && factor < 1)) {
      throw new IllegalArgumentException("factor must lie in (0, 1), not " + factor);
    }
    if (patience < 0 || cooldown < 0) {
      throw new IllegalArgumentException(
          "patience and cooldown must be at least 0, not " + patience + " and " + cooldown);
    }
    if (!(lowest >= 0 && lowest <= 1)) {
      throw new IllegalArgumentException("the lowest factor must lie in [0, 1], not " + lowest);
    }
    WatchedFigure.checkDifference("the threshold", threshold);
  }

  @Override
  public int remembered() {
    return WatchedFigure.REMEMBERED + 2;
  }

  @Override
  public Decision decide(
      @Nullable MetricReport evaluation, TrainingState state, DoubleBuffer memory) {
    if (evaluation != null) {
      note(evaluation, memory);
    }
    return new Decision(false, rateFactor(memory.get(REDUCTIONS)), false);
  }

  private void note(MetricReport evaluation, DoubleBuffer memory) {
    new WatchedFigure(measure, 0, threshold).note(evaluation, memory);
    if (memory.get(COOLING) > 0) {
      memory.put(COOLING, memory.get(COOLING) - 1);
      WatchedFigure.forgive(memory);
    }
    if (WatchedFigure.since(memory) > patience) {
      memory.put(REDUCTIONS, memory.get(REDUCTIONS) + 1).put(COOLING, cooldown);
      WatchedFigure.forgive(memory);
    }
  }

  /** Hundreds of reductions must not make it 0. */
  private double rateFactor(double reductions) {
    double factors = Math.max(StrictMath.pow(factor, reductions), Double.MIN_NORMAL);
    return Math.max(factors, lowest);
  }
}
