package dev.lockstep.spark.run.directory;

import dev.lockstep.spark.report.progress.MetricsLog;
import dev.lockstep.spark.tracking.Tracking;
import dev.lockstep.train.TrainingListener;
import dev.lockstep.train.TrainingListeners;

/**
 * Who is told of a run's figures: the log in its directory, which must be complete, and others that
 * need not.
 */
public record Told(MetricsLog log, Tracking tracking, LivePage page) {
  /** All of them. */
  TrainingListener all() {
    return new TrainingListeners(log, tracking, page);
  }
}
