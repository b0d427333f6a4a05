package dev.lockstep.nn.layer;

import java.util.Locale;

/**
 * Batch normalization (Ioffe and Szegedy, 2015): in training y = gamma (x - mean) / sqrt(variance +
 * epsilon) + beta, with the mean and the variance of each column over a shard's part of a
 * mini-batch or over all of it, in which every example counts once; in evaluation the same with
 * running ones.
 *
 * <p>After each step, running = (1 - momentum) running + momentum measured, as PyTorch has it: what
 * is measured is the mean and the unbiased variance of the mini-batch, or the mean of those of the
 * shards' parts, by their numbers of examples. A single example has no variance: it is normalized
 * by the running statistics and measures nothing.
 *
 * @param epsilon added to variances
 * @param momentum the share of what is measured
 * @param statistics over which examples they are taken
 */
public record BatchNorm(int width, float epsilon, float momentum, Statistics statistics)
    implements Layer {
  public static final float DEFAULT_EPSILON = 1e-5f;
  public static final float DEFAULT_MOMENTUM = 0.1f;

  /** Over which examples of a mini-batch mean and variance are taken. */
  public enum Statistics {
    /** Those that lie in one shard. */
    SHARD,
    /** All of them, whoever holds them. */
    SYNC;

    /** As configurations and model.json have it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public BatchNorm {
    if (width < 1) {
      throw new IllegalArgumentException("batch norm needs at least 1 input, not " + width);
    }
    if (!(epsilon > 0 && epsilon <= 1)) {
      throw new IllegalArgumentException(
          "epsilon of batch norm must be above 0 and at most 1, not " + epsilon);
    }
    if (!(momentum > 0 && momentum <= 1)) {
      throw new IllegalArgumentException(
          "momentum of batch norm must be above 0 and at most 1, not " + momentum);
    }
  }

  /** By the statistics of each shard's part of a mini-batch. */
  public BatchNorm(int width, float epsilon, float momentum) {
    this(width, epsilon, momentum, Statistics.SHARD);
  }

  /** With PyTorch's defaults. */
  public BatchNorm(int width, Statistics statistics) {
    this(width, DEFAULT_EPSILON, DEFAULT_MOMENTUM, statistics);
  }

  /** The same by the statistics of each shard's part of a mini-batch. */
  public BatchNorm(int width) {
    this(width, Statistics.SHARD);
  }

  @Override
  public int outputs(int inputs) {
    if (inputs != width) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "batch norm expects %d inputs, the layer before it produces %d",
              width,
              inputs));
    }
    return width;
  }

  @Override
  public boolean needsWholePart() {
    return true;
  }

  @Override
  public boolean needsWholeBatch() {
    return statistics == Statistics.SYNC;
  }

  @Override
  public String kind() {
    return "batch_norm";
  }
}
