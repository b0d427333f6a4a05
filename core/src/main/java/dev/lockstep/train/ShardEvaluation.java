package dev.lockstep.train;

import dev.lockstep.linalg.Matrix;
import dev.lockstep.linalg.Range;
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
import org.jspecify.annotations.Nullable;

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

  /** Rows whose inputs others are given; there is none until that is asked for. */
  private @Nullable Donors donors;

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
    return state(parameters, shard, from -> {});
  }

  /**
   * The same where some of a row's inputs are those of another row: at position i of the shard, of
   * the one that the order has at i.
   */
  public MetricState state(float[] parameters, Shard shard, Range inputs, RowOrder order) {
    Donors others = donors == null ? new Donors(network, batch.capacity()) : donors;
    donors = others;
    return state(
        parameters, shard, from -> others.give(shard, order, from, inputs, batch.features()));
  }

  /** What is done to a batch of rows from a place on before it is predicted. */
  private interface Change {
    void apply(long from);
  }

  private MetricState state(float[] parameters, Shard shard, Change change) {
    MetricState state = metrics.newState();
    RowOrder order = RowOrder.identity(shard.rows());
    Inference inference = new Inference(network, parameters);
    int most = batch.capacity();
    for (long from = 0; from < shard.rows(); from += most) {
      resize((int) Math.min(most, shard.rows() - from));
      shard.gather(order, from, destination);
      change.apply(from);
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

  /** Room for rows that give others some of their inputs. */
  private static final class Donors {
    private final Matrix features;
    private final Matrix targets;
    private final Matrix weights;
    private final Destination destination;

    Donors(Network network, int capacity) {
      features = Matrix.zeros(capacity, network.inputs());
      targets = Matrix.zeros(capacity, network.loss().targets(network.outputs()));
      weights = Matrix.zeros(capacity, 1);
      destination = new Destination(features, targets, weights);
    }

    /**
     * into: [rows, inputs], of which a range is overwritten with that of the rows from there on.
     */
    void give(Shard shard, RowOrder order, long from, Range inputs, Matrix into) {
      features.resize(into.rows());
      targets.resize(into.rows());
      weights.resize(into.rows());
      shard.gather(order, from, destination);
      for (int r = 0; r < into.rows(); r++) {
        System.arraycopy(
            features.data(),
            features.row(r) + inputs.from(),
            into.data(),
            into.row(r) + inputs.from(),
            inputs.length());
      }
    }
  }
}
