package dev.lockstep.train;

import dev.lockstep.nn.GradientSum;
import java.util.List;

/** Times what one thread does for a step, from when it is made. */
public final class PartTimer {
  private final long start = System.nanoTime();
  private long ahead;
  private long within;

  /** Before gradients of those shards are computed; what they have done ahead counts too. */
  public PartTimer(List<ShardGradients> shards) {
    for (ShardGradients shard : shards) {
      ahead += shard.takeAugmentNanos();
    }
  }

  /** The gradients of a shard have been added. */
  public void added(ShardGradients shard) {
    within += shard.takeAugmentNanos();
  }

  /** Tells a sum what has been done for it until now. */
  public void tell(GradientSum sum) {
    sum.computeNanos(System.nanoTime() - start - within);
    sum.augmentNanos(ahead + within);
  }
}
