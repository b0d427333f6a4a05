package dev.lockstep.train;

import dev.lockstep.metric.MetricState;
import dev.lockstep.train.sum.SummationTree.Node;
import dev.lockstep.train.sum.TreeMerge;

/**
 * Puts the metric states of shards together in the order in which gradients are summed, so that
 * figures have the same bits whoever evaluates which shards. Confined to one thread.
 */
public final class EvaluationMerge {
  private final TreeMerge<MetricState> states;

  /** Of that node's shards. */
  public EvaluationMerge(Node node) {
    this.states = new TreeMerge<>(node, EvaluationMerge::both);
  }

  private static MetricState both(MetricState left, MetricState right) {
    left.add(right);
    return left;
  }

  /** Adds the state of the next shard, which is used up. */
  public void add(MetricState state) {
    states.addShard(state);
  }

  /**
   * The state of all shards.
   *
   * @throws IllegalStateException naming the first one that is missing
   */
  public MetricState total() {
    return states.total();
  }
}
