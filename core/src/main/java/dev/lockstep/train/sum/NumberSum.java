package dev.lockstep.train.sum;

import dev.lockstep.train.sum.SummationTree.Node;

/** Sums of a few numbers over shards, along the {@link SummationTree}. */
public final class NumberSum {
  private NumberSum() {}

  /**
   * The sum over a node.
   *
   * @param shards [shards][n], some of which are overwritten
   * @param first the number of the first of these shards, at most the node's first
   * @return [n], one of the arrays
   */
  public static double[] of(Node node, double[][] shards, int first) {
    TreeMerge<double[]> merge = merge(node);
    for (int shard = node.from(); shard < node.to(); shard++) {
      merge.addShard(shards[shard - first]);
    }
    return merge.total();
  }

  /** Puts the sum over a node together from those of nodes below, some of which it overwrites. */
  public static TreeMerge<double[]> merge(Node node) {
    return new TreeMerge<>(node, NumberSum::added);
  }

  private static double[] added(double[] left, double[] right) {
    for (int i = 0; i < left.length; i++) {
      left[i] += right[i];
    }
    return left;
  }
}
