package dev.lockstep.spark.checkpoint;

import dev.lockstep.spark.config.CheckpointConfig.Epochs;
import dev.lockstep.spark.config.CheckpointConfig.Every;
import dev.lockstep.spark.config.CheckpointConfig.Minutes;
import dev.lockstep.spark.config.CheckpointConfig.Steps;
import java.util.concurrent.TimeUnit;

/** Tells when the next checkpoint is due. */
final class Due {
  private final Every every;
  private final long stepsPerEpoch;
  private long lastStep;
  private long lastNanos;

  /** Counts from that step and time on, as System.nanoTime tells it. */
  Due(Every every, long stepsPerEpoch, long step, long nanos) {
    this.every = every;
    this.stepsPerEpoch = stepsPerEpoch;
    begin(step, nanos);
  }

  /** Whether it is, after that many steps; one that could not be taken stays due. */
  boolean isDue(long step, long nanos) {
    if (every instanceof Steps steps) {
      return step - lastStep >= steps.count();
    }
    if (every instanceof Epochs epochs) {
      return step / stepsPerEpoch - lastStep / stepsPerEpoch >= epochs.count();
    }
    double minutes = ((Minutes) every).count();
    return nanos - lastNanos >= minutes * TimeUnit.MINUTES.toNanos(1);
  }

  /** One is taken there. */
  void begin(long step, long nanos) {
    lastStep = step;
    lastNanos = nanos;
  }
}
