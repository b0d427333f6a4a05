package dev.lockstep.train;

import dev.lockstep.nn.GradientSum;
import dev.lockstep.nn.JointBackprop;
import dev.lockstep.nn.JointBackprop.Part;
import dev.lockstep.nn.LayerStatistics;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Reduction;
import dev.lockstep.train.sum.SummationTree.Node;
import dev.lockstep.train.sum.TreeMerge;
import java.util.ArrayList;
import java.util.List;

/**
 * The gradient sums of neighbouring shards that go through a network together, for layers that need
 * sums over the whole mini-batch. Each shard has a workspace anyway; what this takes is a gradient
 * sum for each of them, where otherwise there are but those on one way down the summation tree.
 * Confined to one thread.
 */
public final class JointGradients {
  private final Network network;
  private final List<ShardGradients> shards;
  private final int first;
  private final List<GradientSum> sums = new ArrayList<>();

  /**
   * Of those shards.
   *
   * @param shards at least one, in order
   * @param first the number of the first of them
   */
  public JointGradients(Network network, List<ShardGradients> shards, int first) {
    this.network = network;
    this.shards = List.copyOf(shards);
    this.first = first;
    int parameters = network.parameters().size();
    shards.forEach(shard -> sums.add(new GradientSum(parameters)));
  }

  /**
   * Computes the sums of a step's mini-batch.
   *
   * @param parameters [n], not modified
   * @param reduction over all shards, these and others
   */
  public void compute(float[] parameters, long step, Reduction reduction) {
    sums.forEach(GradientSum::clear);
    List<Part> parts = parts(step);
    shards.forEach(ShardGradients::spend);
    new JointBackprop(network, reduction).gradient(parameters, parts, sums);
  }

  /**
   * The sum over the shards of a node among these, to be asked for once after each {@link
   * #compute}, and valid until the next.
   */
  public GradientSum sum(Node node) {
    TreeMerge<GradientSum> merge = new TreeMerge<>(node, JointGradients::added);
    for (int shard = node.from(); shard < node.to(); shard++) {
      merge.addShard(sums.get(shard - first));
    }
    return merge.total();
  }

  private static GradientSum added(GradientSum left, GradientSum right) {
    left.set(left, right);
    return left;
  }

  /**
   * What the layers put out for each shard's part of a step's mini-batch, in the pass that trains
   * on it.
   *
   * @param parameters [n], not modified
   * @param reduction over all shards, these and others
   */
  public List<LayerStatistics> observe(float[] parameters, long step, Reduction reduction) {
    List<LayerStatistics> statistics = new ArrayList<>();
    shards.forEach(shard -> statistics.add(new LayerStatistics(network)));
    new JointBackprop(network, reduction).observe(parameters, parts(step), statistics);
    return statistics;
  }

  private List<Part> parts(long step) {
    List<Part> parts = new ArrayList<>();
    for (ShardGradients shard : shards) {
      parts.add(shard.part(step));
    }
    return parts;
  }
}
