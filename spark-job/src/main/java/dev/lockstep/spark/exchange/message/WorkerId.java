package dev.lockstep.spark.exchange.message;

import org.apache.spark.TaskContext;

/**
 * Names a worker of a session: an attempt at one of its tasks.
 *
 * @param seat number of the task and of the range of shards that it holds
 * @param attempt orders the attempts at a task: by the attempt at its stage, then by its own
 */
public record WorkerId(int seat, long attempt) {
  private static final int TASK_BITS = 32;

  /** Of the worker that a task is. */
  public static WorkerId of(TaskContext context) {
    long stage = (long) context.stageAttemptNumber() << TASK_BITS;
    return new WorkerId(context.partitionId(), stage | context.attemptNumber());
  }

  /** The attempt at the stage, from 0. */
  public int stageAttempt() {
    return (int) (attempt >>> TASK_BITS);
  }

  @Override
  public String toString() {
    return "worker at place " + seat + ", attempt " + attempt;
  }
}
