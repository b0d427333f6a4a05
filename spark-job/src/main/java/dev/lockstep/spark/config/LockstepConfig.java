package dev.lockstep.spark.config;

import dev.lockstep.linalg.BlasChoice;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.ParameterLayout;
import dev.lockstep.nn.RunningStatistics;
import dev.lockstep.optim.schedule.LearningRate;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.train.Policy;
import dev.lockstep.train.TrainingPlan;
import java.util.Map;

/**
 * The configuration of a training run.
 *
 * @param resolved all keys that apply, defaults included, by section and name, in documented order:
 *     written as YAML it is this configuration again
 */
public record LockstepConfig(
    DataConfig data,
    NetworkConfig network,
    TrainingConfig training,
    OptimizerConfig optimizer,
    LearningRate learningRate,
    RegularizationConfig regularization,
    ExchangeConfig exchange,
    BlasChoice blas,
    OutputConfig output,
    DiagnosisConfig diagnosis,
    Map<String, Object> resolved) {

  /** The whole plan of training that network on that many examples. */
  public TrainingPlan plan(long examples, Network network) {
    ParameterLayout layout = network.parameters();
    BatchPlan batches = training.batches(examples);
    return new TrainingPlan(
        batches,
        training.length().steps(batches.stepsPerEpoch()),
        training.evaluateEvery(),
        optimizer.create(layout),
        learningRate,
        regularization.create(layout),
        regularization.clip(),
        Policy.NONE,
        new RunningStatistics(network));
  }
}
