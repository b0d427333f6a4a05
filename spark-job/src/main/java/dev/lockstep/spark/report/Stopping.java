package dev.lockstep.spark.report;

import dev.lockstep.train.EarlyStopping;
import dev.lockstep.train.TrainingPlan;
import dev.lockstep.train.TrainingResult;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How a training with early stopping ended, and whose parameters it leaves.
 *
 * @param result of a training that diverged, its last good state
 */
public record Stopping(EarlyStopping rule, TrainingPlan plan, TrainingResult result) {
  /** Ready for JSON; without an evaluation that has the figure there is no best. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("metric", rule.measure().toString());
    values.put("stopped_early", stoppedEarly());
    if (hasBest()) {
      values.put("best_epoch", epochOf(result.parametersSteps()));
      values.put("best_step", result.parametersSteps());
    }
    values.put("told", toString());
    return values;
  }

  /** In the last epoch there was nothing left to end. */
  private boolean stoppedEarly() {
    return result.state().isStopped() && result.steps() < plan.steps();
  }

  private boolean hasBest() {
    return result.state().best() != null;
  }

  private int epochOf(long steps) {
    return plan.batches().epoch(steps - 1) + 1;
  }

  /** Such as "the parameters are those of epoch 7, ...; ended after epoch 12 of 40: ...". */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "the parameters are those of epoch %d, %s; %s",
        epochOf(result.parametersSteps()),
        hasBest()
            ? "the best by dev " + rule.measure()
            : "the last, as dev " + rule.measure() + " was never defined",
        end());
  }

  private String end() {
    if (!stoppedEarly() && result.steps() < plan.steps()) {
      return "the training diverged";
    }
    return String.format(
        Locale.ROOT,
        "ended after epoch %d of %d, %s",
        epochOf(result.steps()),
        plan.epochs(),
        stoppedEarly() ? reason() : "the whole training");
  }

  private String reason() {
    String margin = rule.minDelta() > 0 ? " by more than " + rule.minDelta() : "";
    return rule.patience() == 1
        ? "whose evaluation was no better" + margin
        : "as " + rule.patience() + " evaluations in a row were no better" + margin;
  }
}
