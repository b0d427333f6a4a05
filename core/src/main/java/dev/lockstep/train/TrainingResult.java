package dev.lockstep.train;

/**
 * What a training leaves behind.
 *
 * @param state after the last step
 * @param times where the time of this trainer's steps went
 */
public record TrainingResult(TrainingState state, StepTimes times) {
  /** The parameters after the last step, [n]: the live array. */
  public float[] parameters() {
    return state.values();
  }

  /** Number of steps taken. */
  public long steps() {
    return state.steps();
  }

  /** How many of them had a mini-batch without weight, and left everything as it was. */
  public long weightlessSteps() {
    return state.weightlessSteps();
  }
}
