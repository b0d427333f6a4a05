package dev.lockstep.spark.exchange.tasks;

import org.jspecify.annotations.Nullable;

/** The tasks that a session's workers are, as Spark sees them. */
public interface Tasks {
  /** Why no worker will come any more, or null while some may. */
  @Nullable Throwable failure();

  /** How many tasks can run at once now. */
  int slots();

  /** How many run. */
  int running();

  /** The present attempt at their stage, from 0. */
  int stageAttempt();

  /** Has Spark give up an executor, and start its tasks elsewhere. Returns at once. */
  void giveUp(String executor, String why);
}
