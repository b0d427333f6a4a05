package dev.lockstep.spark.checkpoint;

import dev.lockstep.metric.Measure;
import dev.lockstep.train.StepTimes;
import dev.lockstep.train.TrainingPlan;
import org.jspecify.annotations.Nullable;

/** What checkpoints are of, and who is told of them. */
public interface CheckpointedRun {
  /** What does not change while it runs. */
  Origin origin();

  TrainingPlan plan();

  /** The figure of the dev split by which an evaluation is the best. */
  Measure measure();

  /**
   * What its reports tell so far; on the training thread.
   *
   * @param best the figure of the best evaluation
   */
  Course course(StepTimes times, @Nullable Double best);

  /** The lines of metrics.jsonl so far; on the training thread. */
  byte[] metrics();

  /** One has been written; on another thread. */
  void written(long step, String path);

  /** Whether it is to end between two steps; asked after each of them, on the training thread. */
  boolean isEnding();
}
