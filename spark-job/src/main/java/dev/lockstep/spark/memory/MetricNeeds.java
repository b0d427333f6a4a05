package dev.lockstep.spark.memory;

import dev.lockstep.metric.MetricSet;
import dev.lockstep.train.Split;
import dev.lockstep.train.sum.TreeSum;

/** Bytes of the metric states of an evaluation. */
final class MetricNeeds {
  /** A score of an evaluation, with the weights of both classes. */
  private static final long RANKED_SCORE_BYTES = 24;

  /** The same as it is sent. */
  private static final long SENT_SCORE_BYTES = 8;

  private final Workload work;
  private final Placement placement;

  MetricNeeds(Workload work, Placement placement) {
    this.work = work;
    this.placement = placement;
  }

  /**
   * The states of all shards, as they are added on the driver along the tree: beside two that
   * become one, rankings wait on each level above.
   */
  long collecting() {
    long waiting = (TreeSum.ofNodes(work.shards()) - 1) * (long) work.metrics().rankings();
    return states(work.shards() + 1)
        + merging(work.shards())
        + waiting * RANKED_SCORE_BYTES * rankedScores(work.shards());
  }

  /** The states of an executor's shards, as its workers make them. */
  long measuring() {
    return states(placement.shardsOfAnExecutor()) + placement.workersOfAnExecutor() * merging(1);
  }

  /** The metric states of so many shards, of the largest split. */
  private long states(int shards) {
    return shards * (long) Double.BYTES * work.metrics().size()
        + shards * SENT_SCORE_BYTES * work.metrics().rankings() * rankedScores(1);
  }

  /**
   * A ranking of so many shards' scores while it is made: of two others, as what they are together,
   * and as what that becomes if it is too long.
   */
  private long merging(int shards) {
    long most = MetricSet.mostRanked();
    long together = Math.min(scores(shards), 2 * most);
    return RANKED_SCORE_BYTES * (2 * together + (together > most ? most : 0));
  }

  /** Scores in a ranking of so many shards at most. */
  private long rankedScores(int shards) {
    return Math.min(scores(shards), MetricSet.mostRanked());
  }

  /** Scores of so many shards of the largest split, where any are ranked. */
  private long scores(int shards) {
    long rows = 0;
    for (Split split : Split.values()) {
      rows = Math.max(rows, work.rows(split, shards));
    }
    return work.metrics().rankings() == 0 ? 0 : rows;
  }
}
