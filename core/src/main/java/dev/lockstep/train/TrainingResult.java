package dev.lockstep.train;

/** What a training leaves behind. */
public final class TrainingResult {
  private final float[] parameters;
  private final long steps;
  private final StepTimes times;

  TrainingResult(float[] parameters, long steps, StepTimes times) {
    this.parameters = parameters;
    this.steps = steps;
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

  /** Where the time went. */
  public StepTimes times() {
    return times;
  }
}
