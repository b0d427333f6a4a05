package dev.lockstep.train;

import dev.lockstep.linalg.Blas;
import dev.lockstep.linalg.Matrix;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.metric.MetricState;
import dev.lockstep.metric.Predictions;
import dev.lockstep.nn.Backprop;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Workspace;
import dev.lockstep.shard.RowOrder;
import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Shard.Destination;
import java.util.Arrays;

/** The metric sums of shards: a forward pass over all their rows. Confined to one thread. */
public final class ShardEvaluation {
  private final Network network;
  private final Backprop backprop;
  private final MetricSet metrics;
  private final Workspace workspace;
  private final Destination batch;

  /** Weights of 1, [batch, 1]. */
  private final Matrix ones;

  public ShardEvaluation(Network network, Blas blas, MetricSet metrics) {
    this.network = network;
    this.backprop = new Backprop(network);
    this.metrics = metrics;
    this.workspace = new Workspace(network, blas, Workspace.predictedRows(network));
    this.batch = new Destination(workspace.features(), workspace.targets(), workspace.weights());
    this.ones = Matrix.zeros(workspace.capacity(), 1);
    Arrays.fill(ones.data(), 1f);
  }

  /** The metric state over all rows of a shard. */
  public MetricState state(float[] parameters, Shard shard) {
    MetricState state = metrics.newState();
    RowOrder order = RowOrder.identity(shard.rows());
    int most = workspace.capacity();
    for (long from = 0; from < shard.rows(); from += most) {
      workspace.resize((int) Math.min(most, shard.rows() - from));
      shard.gather(order, from, batch);
      Matrix output = backprop.forward(parameters, workspace);
      accumulate(output, state);
    }
    return state;
  }

  /** Adds the batch in the workspace. output: [batch, outputs] logits, overwritten. */
  private void accumulate(Matrix output, MetricState state) {
    Matrix targets = workspace.targets();
    Matrix weights = workspace.weights();
    ones.resize(output.rows());
    double loss = network.loss().sum(output, targets, weights);
    double plain = metrics.isUnweightedToo() ? network.loss().sum(output, targets, ones) : 0;
    network.loss().predict(output);
    metrics.accumulate(new Predictions(output, targets, weights, loss), state);
    metrics.accumulateUnweighted(new Predictions(output, targets, ones, plain), state);
  }
}
