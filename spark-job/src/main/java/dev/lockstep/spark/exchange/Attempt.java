package dev.lockstep.spark.exchange;

import org.apache.spark.TaskContext;

/** Numbers that order the attempts at a task: by the attempt at its stage, then by its own. */
final class Attempt {
  private static final int TASK_BITS = 32;

  private Attempt() {}

  static long of(TaskContext context) {
    return (long) context.stageAttemptNumber() << TASK_BITS | context.attemptNumber();
  }

  /** The attempt at the stage. */
  static int stage(long attempt) {
    return (int) (attempt >>> TASK_BITS);
  }
}
