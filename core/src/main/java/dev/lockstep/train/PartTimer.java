package dev.lockstep.train;

import dev.lockstep.nn.GradientSum;
import java.util.List;

/** Times what one thread does for a step, from when it is made or restarted. */
public final class PartTimer {
  private final ShardGradients[] augmented;
  private long start;
  private long ahead;
  private long within;
  private long waited;

  /** Before gradients of those shards are computed; what they have done ahead counts too. */
  public PartTimer(List<ShardGradients> shards) {
    augmented = shards.stream().filter(ShardGradients::isAugmented).toArray(ShardGradients[]::new);
    restart();
  }

  /** The same before the next step. */
  public void restart() {
    start = System.nanoTime();
    ahead = 0;
    within = 0;
    waited = 0;
    for (ShardGradients shard : augmented) {
      ahead += shard.takeAugmentNanos();
    }
  }

  /** The gradients of a shard have been added. */
  public void added(ShardGradients shard) {
    within += shard.takeAugmentNanos();
  }

  /** The thread has waited so long for others, which is none of what it has done. */
  public void waited(long nanos) {
    waited += nanos;
  }

  /** Tells a sum what has been done for it until now. */
  public void tell(GradientSum sum) {
    sum.computeNanos(System.nanoTime() - start - within - waited);
    sum.augmentNanos(ahead + within);
  }
}
