package dev.lockstep.spark.search.trial;

import dev.lockstep.linalg.Blas;
import dev.lockstep.metric.Measure;
import dev.lockstep.metric.MetricSet;
import dev.lockstep.nn.Network;
import dev.lockstep.shard.Shard;
import dev.lockstep.spark.cluster.SharedBlas;
import dev.lockstep.spark.exchange.Computation;
import dev.lockstep.spark.run.job.PlannedTraining;
import dev.lockstep.train.LocalGradients;
import dev.lockstep.train.Split;
import dev.lockstep.train.TrainingPlan;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What a rung takes of a trial, wherever that is computed.
 *
 * @param plan of the whole training, by which its schedules go
 * @param until number of steps after which the rung ends
 * @param objective by which the trial is judged
 */
public record TrialWork(
    int trial,
    int rung,
    Network network,
    MetricSet metrics,
    TrainingPlan plan,
    long until,
    Measure objective,
    SharedBlas blas)
    implements Serializable {
  /** Up to that step of a planned training. */
  public static TrialWork of(
      int trial, int rung, PlannedTraining training, long until, Measure objective) {
    Computation task = training.task();
    return new TrialWork(
        trial,
        rung,
        task.network(),
        task.metrics(),
        training.plan(),
        until,
        objective,
        task.blas());
  }

  /** Its gradients in this process, over those shards. */
  public LocalGradients gradients(Map<Split, List<Shard>> data) {
    Blas loaded = blas.load();
    return new LocalGradients(network, plan.batches(), metrics, data, loaded);
  }

  /** A measure of how long it takes: examples that are passed, times parameters. */
  public double expense(long stepsBefore) {
    double examples = (double) (until - stepsBefore) * plan.batches().batchSize();
    return examples * network.parameters().size();
  }
}
