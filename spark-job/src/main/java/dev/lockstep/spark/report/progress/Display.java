package dev.lockstep.spark.report.progress;

import dev.lockstep.train.TrainingListener;

/** Shows people how a training goes, until it is closed. */
@FunctionalInterface
public interface Display extends TrainingListener, AutoCloseable {
  @Override
  void close();
}
