package dev.lockstep.train;

import dev.lockstep.train.Plateaus.Plateau;
import java.util.List;

/**
 * What a training leaves behind.
 *
 * @param state after the last step
 * @param times where the time of this trainer's steps went
 */
public record TrainingResult(TrainingState state, StepTimes times) {
  /**
   * What was trained, parameters and buffers, [n], not to be modified: the best that a policy
   * found, and without one those after the last step, or their average over the steps if the plan
   * asks for it.
   */
  public float[] parameters() {
    return state.kept();
  }

  /** How many steps those had taken. */
  public long parametersSteps() {
    return state.keptSteps();
  }

  /** Number of steps taken. */
  public long steps() {
    return state.steps();
  }

  /** Where the loss hardly moved, in their order, up to the last step. */
  public List<Plateau> plateaus() {
    return state.plateaus();
  }

  /** How many of them had a mini-batch without weight, and left everything as it was. */
  public long weightlessSteps() {
    return state.weightlessSteps();
  }
}
