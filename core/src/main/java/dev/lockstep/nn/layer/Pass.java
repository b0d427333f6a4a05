package dev.lockstep.nn.layer;

/**
 * All that a stage may depend on beside its input and the parameters, so that whoever computes a
 * shard's part of a step again computes the same. Moves from step to step and from row to row;
 * confined to one thread.
 */
public final class Pass {
  private final boolean training;
  private final long seed;
  private final int shard;
  private long step;
  private long position;

  private Pass(boolean training, long seed, int shard) {
    this.training = training;
    this.seed = seed;
    this.shard = shard;
  }

  /** Through the examples of one shard, for their gradients. */
  public static Pass training(long seed, int shard) {
    return new Pass(true, seed, shard);
  }

  /** Through examples that are to be predicted, whose answers depend on nothing here. */
  public static Pass evaluation() {
    return new Pass(false, 0, 0);
  }

  /**
   * Goes on to other rows.
   *
   * @param rows where the first of them stands in the order in which the step's epoch visits the
   *     shard's rows, from 0
   */
  public Pass at(long nextStep, long rows) {
    step = nextStep;
    position = rows;
    return this;
  }

  /** Whether gradients are computed, not predictions. */
  public boolean isTraining() {
    return training;
  }

  /** The seed of the training. */
  public long seed() {
    return seed;
  }

  /** The number of the shard. */
  public int shard() {
    return shard;
  }

  /** The step, from 0. */
  public long step() {
    return step;
  }

  /** Where the stage's first row stands in the order of the shard's rows, from 0. */
  public long position() {
    return position;
  }
}
