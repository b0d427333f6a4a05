package dev.lockstep.train;

import dev.lockstep.linalg.Blas;
import dev.lockstep.metric.MetricReport;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.GradientSum;
import dev.lockstep.nn.LayerStatistics;
import dev.lockstep.nn.Network;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.shard.MiniBatches;
import dev.lockstep.shard.Shard;
import dev.lockstep.train.sum.NumberSum;
import dev.lockstep.train.sum.SummationTree;
import dev.lockstep.train.sum.TreeMerge;
import dev.lockstep.train.sum.TreeSum;
import dev.lockstep.train.sum.TreeSum.Buffers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gradients of shards in this process, on the calling thread. */
public final class LocalGradients implements GradientSource {
  private final List<ShardGradients> shards = new ArrayList<>();
  private final PartTimer timer;
  private final TreeSum treeSum;
  private final Map<Split, List<Shard>> data;
  private final MetricSet metrics;
  private final ShardEvaluation evaluation;
  private final Network network;
  private final int buffers;
  private final @Nullable JointGradients joint;

  /**
   * Over the shards of each split.
   *
   * @param plan the mini-batches of the training shards
   * @param data at least {@link Split#TRAIN}; all shards with features that become as many as the
   *     network's inputs, and in the order of their numbers
   */
  public LocalGradients(
      Network network, BatchPlan plan, MetricSet metrics, Map<Split, List<Shard>> data, Blas blas) {
    List<Shard> train = data.getOrDefault(Split.TRAIN, List.of());
    this.data = Map.copyOf(data);
    this.metrics = metrics;
    long[] rows = train.stream().mapToLong(Shard::rows).toArray();
    MiniBatches batches = new MiniBatches(plan, rows);
    for (Shard shard : train) {
      shards.add(new ShardGradients(network, blas, batches, shard));
    }
    this.timer = new PartTimer(shards);
    Buffers room = new Buffers(network.parameters().size());
    this.treeSum = new TreeSum(new SummationTree(train.size()).root(), room);
    this.evaluation = new ShardEvaluation(network, metrics);
    this.network = network;
    this.buffers = network.parameters().buffers();
    this.joint = network.needsWholeBatch() ? new JointGradients(network, shards, 0) : null;
  }

  @Override
  public GradientSum at(float[] parameters, long step) {
    timer.restart();
    GradientSum sum = joint == null ? sum(parameters, step) : sum(joint, parameters, step);
    timer.tell(sum);
    return sum;
  }

  private GradientSum sum(float[] parameters, long step) {
    return treeSum.of(
        (number, into) -> {
          ShardGradients shard = shards.get(number);
          shard.add(parameters, step, into);
          timer.added(shard);
        });
  }

  private GradientSum sum(JointGradients together, float[] parameters, long step) {
    together.compute(parameters, step, this::reduce);
    shards.forEach(timer::added);
    return together.sum(treeSum.node());
  }

  /** Of all shards, which are here. */
  private double[] reduce(double[][] parts) {
    return NumberSum.of(treeSum.node(), parts, 0);
  }

  @Override
  public int buffers() {
    return buffers;
  }

  @Override
  public LayerStatistics observe(float[] parameters, long step) {
    TreeMerge<LayerStatistics> merge = new TreeMerge<>(treeSum.node(), LayerStatistics::add);
    if (joint == null) {
      shards.forEach(shard -> merge.addShard(shard.observe(parameters, step)));
    } else {
      joint.observe(parameters, step, this::reduce).forEach(merge::addShard);
    }
    return merge.total();
  }

  @Override
  public MetricReport evaluate(float[] parameters, Split split) {
    return evaluate(parameters, split, metrics, evaluation);
  }

  @Override
  public MetricReport evaluate(float[] parameters, Split split, double threshold) {
    MetricSet figures = metrics.at(threshold);
    return evaluate(parameters, split, figures, new ShardEvaluation(network, figures));
  }

  private MetricReport evaluate(
      float[] parameters, Split split, MetricSet figures, ShardEvaluation by) {
    if (!has(split)) {
      throw new IllegalArgumentException("there are no " + split + " examples");
    }
    List<Shard> evaluated = data.getOrDefault(split, List.of());
    EvaluationMerge states = new EvaluationMerge(new SummationTree(evaluated.size()).root());
    for (Shard shard : evaluated) {
      states.add(by.state(parameters, shard));
    }
    return figures.report(states.total());
  }

  @Override
  public boolean has(Split split) {
    return data.getOrDefault(split, List.of()).stream().anyMatch(shard -> shard.rows() > 0);
  }
}
