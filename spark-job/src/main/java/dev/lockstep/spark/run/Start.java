package dev.lockstep.spark.run;

import dev.lockstep.train.StepTimes;
import dev.lockstep.train.TrainingState;

/**
 * Where a training begins, or goes on.
 *
 * @param times to add to
 */
public record Start(TrainingState state, StepTimes times) {
  /** Before the first step. */
  public static Start of(TrainingState initial) {
    return new Start(initial, new StepTimes());
  }
}
