package dev.lockstep.train;

/** What a training leaves behind. */
public final class TrainingResult {
  private final float[] parameters;
  private final long steps;
  private final long weightlessSteps;
  private final StepTimes times;

  TrainingResult(float[] parameters, long steps, long weightlessSteps, StepTimes times) {
    this.parameters = parameters;
    this.steps = steps;
    this.weightlessSteps = weightlessSteps;
    this.times = times;
  }

  /** The parameters after the last step, [n]: the live array. */
  public float[] parameters() {
    return parameters;
  }

  /** Number of steps taken. */
  public long steps() {
    return steps;
  }

  /** How many of them had a mini-batch without weight, and left everything as it was. */
  public long weightlessSteps() {
    return weightlessSteps;
  }

  /** Where the time went. */
  public StepTimes times() {
    return times;
  }
}
