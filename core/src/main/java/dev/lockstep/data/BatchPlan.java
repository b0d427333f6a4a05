package dev.lockstep.data;

import dev.lockstep.linalg.Randomness;
import dev.lockstep.linalg.Randomness.Purpose;
import java.io.Serializable;

/**
 * Which rows of which shard make up the mini-batch of a step. Arithmetic, not sampling: with T =
 * ceil(examples / batchSize) steps in an epoch, a shard of n rows contributes at the epoch's step t
 * the positions [floor(t n / T), floor((t + 1) n / T)) of its order.
 */
public record BatchPlan(long examples, int batchSize, Shuffle shuffle, long seed)
    implements Serializable {
  public BatchPlan {
    if (examples < 1) {
      throw new IllegalArgumentException("there are no examples to train on");
    }
    if (batchSize < 1) {
      throw new IllegalArgumentException("batch_size must be at least 1, not " + batchSize);
    }
  }

  /** T, the number of steps in an epoch. */
  public long stepsPerEpoch() {
    return (examples + batchSize - 1) / batchSize;
  }

  /** The epoch of a step; both from 0. */
  public int epoch(long step) {
    return Math.toIntExact(step / stepsPerEpoch());
  }

  /** The first position of a shard of that many rows that belongs to the step. */
  public long from(long step, long rows) {
    return share(step % stepsPerEpoch(), rows);
  }

  /** The position after the last one that belongs to the step. */
  public long to(long step, long rows) {
    return share(step % stepsPerEpoch() + 1, rows);
  }

  /** The most rows that a shard of that many contributes to a step. */
  public long most(long rows) {
    return (rows + stepsPerEpoch() - 1) / stepsPerEpoch();
  }

  private long share(long t, long rows) {
    return Math.multiplyExact(t, rows) / stepsPerEpoch();
  }

  /** The order in which that epoch visits the rows of a shard. */
  public RowOrder order(int epoch, int shard, long rows) {
    return switch (shuffle) {
      case NONE -> RowOrder.identity(rows);
      case SHARD -> RowOrder.shuffled(rows, Randomness.seed(seed, Purpose.SHUFFLE, 0, shard));
      case FULL -> RowOrder.shuffled(rows, Randomness.seed(seed, Purpose.SHUFFLE, epoch, shard));
    };
  }
}
