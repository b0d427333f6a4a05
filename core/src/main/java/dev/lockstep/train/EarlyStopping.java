package dev.lockstep.train;

import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricReport;
import java.nio.DoubleBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the parameters of the best evaluation, and ends the training once that many evaluations in
 * a row have not been better. However the training ends, the best are those it leaves.
 *
 * @param measure of the dev split
 * @param patience evaluations, at least 1
 * @param minDelta how much better than the best one must be, to count as better
 */
public record EarlyStopping(Measure measure, int patience, double minDelta) implements Policy {
  public EarlyStopping {
    if (patience < 1) {
      throw new IllegalArgumentException("patience must be at least 1, not " + patience);
    }
    WatchedFigure.checkDifference("the least difference", minDelta);
  }

  @Override
  public int remembered() {
    return WatchedFigure.REMEMBERED;
  }

  @Override
  public boolean keepsBest() {
    return true;
  }

  @Override
  public Decision decide(
      @Nullable MetricReport evaluation, TrainingState state, DoubleBuffer memory) {
    if (evaluation == null) {
      return Decision.GO_ON;
    }
    boolean best = new WatchedFigure(measure, minDelta, 0).note(evaluation, memory);
    return new Decision(WatchedFigure.since(memory) >= patience, 1, best);
  }
}
