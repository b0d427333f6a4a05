package dev.lockstep.spark.config;

/**
 * When checkpoints of a training are written, and which of them are kept.
 *
 * @param keep how many, the newest
 * @param keepBest whether that of the best evaluation of the dev split is kept beside them
 */
public record CheckpointConfig(Every every, int keep, boolean keepBest) {
  /** Every 10 minutes; the last, and the one before in case that is damaged. */
  public static final CheckpointConfig DEFAULT = new CheckpointConfig(new Minutes(10), 2, false);

  /** From one checkpoint to the next. */
  public sealed interface Every {}

  /** That many steps, at least 1. */
  public record Steps(long count) implements Every {}

  /** That many epochs, at least 1; a checkpoint is one of the end of an epoch. */
  public record Epochs(int count) implements Every {}

  /** So much time, more than 0. */
  public record Minutes(double count) implements Every {}
}
