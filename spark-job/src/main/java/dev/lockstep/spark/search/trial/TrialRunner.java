package dev.lockstep.spark.search.trial;

import dev.lockstep.spark.run.job.PlannedTraining;
import dev.lockstep.spark.search.trial.TrialRun.Left;
import java.util.List;
import java.util.function.Consumer;

/** Takes a rung of trials; whatever runs them, the bits are the same. */
public interface TrialRunner extends AutoCloseable {
  /**
   * What is to be done.
   *
   * @param state that the trial has come to, and after how many steps
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Assignment(TrialWork work, PlannedTraining training, byte[] state, long steps) {}

  /** Does it all, and hands over what comes of each, on the calling thread, in any order. */
  void run(List<Assignment> assignments, Consumer<Left> done);

  /** How many at once. */
  int slots();

  /** Frees what the executors hold for it. */
  @Override
  void close();
}
