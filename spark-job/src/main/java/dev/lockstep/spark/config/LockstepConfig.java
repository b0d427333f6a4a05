package dev.lockstep.spark.config;

import dev.lockstep.linalg.BlasChoice;
import dev.lockstep.nn.Network;
import dev.lockstep.nn.ParameterLayout;
import dev.lockstep.nn.RunningStatistics;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.train.TrainingPlan;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration of a training run.
 *
 * @param augmentation how images are changed, if the features are any
 * @param publish where the model is published, if it is to be
 * @param resolved all keys that apply, defaults included, by section and name, in documented order:
 *     written as YAML it is this configuration again, but that ${ is written $${ there
 */
public record LockstepConfig(
    DataConfig data,
    NetworkConfig network,
    TrainingConfig training,
    OptimizerConfig optimizer,
    LearningRateConfig learningRate,
    PolicyConfig policies,
    RegularizationConfig regularization,
    Optional<AugmentationConfig> augmentation,
    DiagnosisConfig diagnosis,
    ExchangeConfig exchange,
    BlasChoice blas,
    OutputConfig output,
    ReportConfig report,
    Optional<PublishConfig> publish,
    Map<String, Object> resolved) {

  /**
   * The whole plan of training that network on those mini-batches.
   *
   * @throws ConfigException if they make too few steps for the learning rate's schedule
   */
  public TrainingPlan plan(BatchPlan batches, Network network) {
    ParameterLayout layout = network.parameters();
    long steps = training.length().steps(batches.stepsPerEpoch());
    return new TrainingPlan(
        batches,
        steps,
        training.evaluateEvery(),
        optimizer.create(layout),
        learningRate.create(steps, batches.stepsPerEpoch()),
        regularization.create(layout),
        regularization.clip(),
        policies.create(),
        new RunningStatistics(network),
        training.average());
  }

  /** The parameters and buffers, [n], that a network is trained from. */
  public float[] initialParameters(Network trained) {
    return network.initializer().initialize(trained, training.seed());
  }
}
