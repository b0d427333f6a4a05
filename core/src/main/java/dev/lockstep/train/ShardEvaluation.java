package dev.lockstep.train;

import dev.lockstep.linalg.Matrix;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.metric.MetricState;
import dev.lockstep.metric.Predictions;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.Workspace;
import dev.lockstep.nn.inference.Inference;
import dev.lockstep.nn.inference.InferenceBatch;
import dev.lockstep.shard.RowOrder;
import dev.lockstep.shard.Shard;
import dev.lockstep.shard.Shard.Destination;
import java.util.Arrays;

/**
 * The metric sums of shards, over what the network predicts for all their rows: the same as whoever
 * scores them has. Confined to one thread.
 */
public final class ShardEvaluation {
  private final Network network;
  private final MetricSet metrics;
  private final InferenceBatch batch;
  private final Matrix targets;
  private final Matrix weights;
  private final Destination destination;

  /** Weights of 1, [batch, 1]. */
  private final Matrix ones;

  public ShardEvaluation(Network network, MetricSet metrics) {
    this.network = network;
    this.metrics = metrics;
    int capacity = Workspace.predictedRows(network);
    this.batch = new InferenceBatch(network, capacity);
    this.targets = Matrix.zeros(capacity, network.loss().targets(network.outputs()));
    this.weights = Matrix.zeros(capacity, 1);
    this.destination = new Destination(batch.features(), targets, weights);
    this.ones = Matrix.zeros(capacity, 1);
    Arrays.fill(ones.data(), 1f);
  }

  /** How many floats it takes. */
  public static long floats(Network network) {
    int capacity = Workspace.predictedRows(network);
    long beside = network.loss().targets(network.outputs()) + 2L;
    return InferenceBatch.floats(network, capacity) + capacity * beside;
  }

  /** The metric state over all rows of a shard. */
  public MetricState state(float[] parameters, Shard shard) {
    MetricState state = metrics.newState();
    RowOrder order = RowOrder.identity(shard.rows());
    Inference inference = new Inference(network, parameters);
    int most = batch.capacity();
    for (long from = 0; from < shard.rows(); from += most) {
      resize((int) Math.min(most, shard.rows() - from));
      shard.gather(order, from, destination);
      accumulate(inference.outputs(batch), state);
    }
    return state;
  }

  private void resize(int rows) {
    batch.resize(rows);
    targets.resize(rows);
    weights.resize(rows);
    ones.resize(rows);
  }

  /** Adds the batch. output: [batch, outputs] logits, overwritten. */
  private void accumulate(Matrix output, MetricState state) {
    double loss = network.loss().sum(output, targets, weights);
    double plain = metrics.isUnweightedToo() ? network.loss().sum(output, targets, ones) : 0;
    network.loss().predict(output);
    metrics.accumulate(new Predictions(output, targets, weights, loss), state);
    metrics.accumulateUnweighted(new Predictions(output, targets, ones, plain), state);
  }
}
