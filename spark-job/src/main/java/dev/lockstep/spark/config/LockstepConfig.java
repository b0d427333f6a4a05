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
import java.util.Optional;

/**
 * The configuration of a training run.
 *
 * @param augmentation how images are changed, if the features are any
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
    Optional<AugmentationConfig> augmentation,
    ExchangeConfig exchange,
    BlasChoice blas,
    OutputConfig output,
    Map<String, Object> resolved) {

  /** The whole plan of training that network on those mini-batches. */
  public TrainingPlan plan(BatchPlan batches, Network network) {
    ParameterLayout layout = network.parameters();
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
