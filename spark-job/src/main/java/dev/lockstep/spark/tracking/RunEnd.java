package dev.lockstep.spark.tracking;

/** How a run ends, by MLflow's names. */
public enum RunEnd {
  /** With all that it was to give. */
  FINISHED,
  /** With a failure, or because it diverged. */
  FAILED,
  /** Because it was told to end. */
  KILLED
}
