package dev.lockstep.spark.config;

import dev.lockstep.linalg.BlasChoice;
import dev.lockstep.nn.ParameterLayout;
import dev.lockstep.optim.schedule.LearningRate;
import dev.lockstep.shard.BatchPlan;
import dev.lockstep.train.Policy;
import dev.lockstep.train.TrainingPlan;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

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
    Map<String, Object> resolved) {

  /**
   * Reads a YAML file.
   *
   * @param overrides KEY=VALUE each, which count more than the file; VALUE is YAML
   * @throws ConfigException with everything that is wrong
   */
  public static LockstepConfig load(Path file, List<String> overrides) {
    Problems problems = new Problems();
    GivenKeys given = GivenKeys.read(file, overrides, problems);
    Values values = new Resolver(given, problems).resolve();
    Checks.run(values, given, problems);
    problems.throwIfAny();
    return of(values, file);
  }

  private static LockstepConfig of(Values values, Path file) {
    Assembly assembly = new Assembly(values, file);
    return new LockstepConfig(
        assembly.section("data", DataConfig::of),
        assembly.section("network", NetworkConfig::of),
        assembly.section("training", TrainingConfig::of),
        assembly.section("optimizer", OptimizerConfig::of),
        assembly.section("learning_rate", v -> v.get(LearningRateKeys.SCHEDULE).create(v)),
        assembly.section("regularization", RegularizationConfig::of),
        assembly.section("exchange", ExchangeConfig::of),
        assembly.section("compute", ComputeKeys::of),
        assembly.section("output", OutputConfig::of),
        resolved(values));
  }

  /** Makes sections' records, which check again what their declarations promise. */
  private record Assembly(Values values, Path file) {
    <T> T section(String name, Function<Values, T> maker) {
      try {
        return maker.apply(values);
      } catch (IllegalArgumentException e) {
        throw new ConfigException(List.of(file + ": " + name + ": " + e.getMessage()));
      }
    }
  }

  private static Map<String, Object> resolved(Values values) {
    Map<String, Object> sections = new LinkedHashMap<>();
    for (Section section : Registry.SECTIONS) {
      Map<String, Object> keys = new LinkedHashMap<>();
      for (Key<?> key : section.keys()) {
        values.plain(key).ifPresent(value -> keys.put(key.shortName(), value));
      }
      sections.put(section.name(), keys);
    }
    return sections;
  }

  /** The whole plan of training on that many examples a network of that layout. */
  public TrainingPlan plan(long examples, ParameterLayout layout) {
    BatchPlan batches = training.batches(examples);
    return new TrainingPlan(
        batches,
        training.length().steps(batches.stepsPerEpoch()),
        training.evaluateEvery(),
        optimizer.create(layout),
        learningRate,
        regularization.create(layout),
        regularization.clip(),
        Policy.NONE);
  }
}
