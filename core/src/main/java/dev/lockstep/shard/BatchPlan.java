package dev.lockstep.shard;

import dev.lockstep.augment.Augmentation;
import dev.lockstep.linalg.Randomness;
import dev.lockstep.linalg.Randomness.Purpose;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How the examples of an epoch are cut into mini-batches: T = ceil(examples / batchSize) steps, all
 * of the same size but for one row, and the order in which each shard's rows are visited. {@link
 * MiniBatches} tells what that means for each shard.
 *
 * @param augmentation how the examples' images are changed; null if they are taken as they are
 */
public record BatchPlan(
    long examples, int batchSize, Shuffle shuffle, long seed, @Nullable Augmentation augmentation)
    implements Serializable {
  public BatchPlan {
    if (examples < 1) {
      throw new IllegalArgumentException("there are no examples to train on");
    }
    if (batchSize < 1) {
      throw new IllegalArgumentException("batch_size must be at least 1, not " + batchSize);
    }
  }

  /** Of examples that are taken as they are. */
  public BatchPlan(long examples, int batchSize, Shuffle shuffle, long seed) {
    this(examples, batchSize, shuffle, seed, null);
  }

  /** The same mini-batches, of images that are changed in that way. */
  public BatchPlan augmented(Augmentation images) {
    return new BatchPlan(examples, batchSize, shuffle, seed, images);
  }

  /** T, the number of steps in an epoch. */
  public long stepsPerEpoch() {
    return (examples + batchSize - 1) / batchSize;
  }

  /** The epoch of a step; both from 0. */
  public int epoch(long step) {
    return Math.toIntExact(step / stepsPerEpoch());
  }

  /** Rows of all shards that the steps of an epoch before t, from 0 to T, take: floor(t N / T). */
  long rowsBefore(long t) {
    return Proportion.of(examples, t, stepsPerEpoch());
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
