package dev.lockstep.train;

import dev.lockstep.data.RowOrder;
import dev.lockstep.data.Shard;
import dev.lockstep.data.Shard.Destination;
import dev.lockstep.linalg.Blas;
import dev.lockstep.linalg.Matrix;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.metric.Predictions;
import dev.lockstep.nn.Backprop;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Workspace;

/** The metric sums of shards: a forward pass over all their rows. Confined to one thread. */
public final class ShardEvaluation {
  private final Network network;
  private final Backprop backprop;
  private final MetricSet metrics;
  private final Workspace workspace;
  private final Destination batch;

  public ShardEvaluation(Network network, Blas blas, MetricSet metrics) {
    this.network = network;
    this.backprop = new Backprop(network);
    this.metrics = metrics;
    this.workspace = new Workspace(network, blas, Workspace.predictedRows(network));
    this.batch = new Destination(workspace.features(), workspace.targets(), workspace.weights());
  }

  /** The metric state over all rows of a shard. */
  public double[] state(float[] parameters, Shard shard) {
    double[] state = metrics.newState();
    RowOrder order = RowOrder.identity(shard.rows());
    int most = workspace.capacity();
    for (long from = 0; from < shard.rows(); from += most) {
      workspace.resize((int) Math.min(most, shard.rows() - from));
      shard.gather(order, from, batch);
      Matrix output = backprop.forward(parameters, workspace);
      double loss = network.loss().sum(output, workspace.targets(), workspace.weights());
      network.loss().predict(output);
      metrics.accumulate(
          new Predictions(output, workspace.targets(), workspace.weights(), loss), state);
    }
    return state;
  }
}
