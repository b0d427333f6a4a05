package dev.lockstep.spark.config;

import dev.lockstep.nn.ParameterLayout;
import dev.lockstep.nn.ParameterLayout.Role;
import dev.lockstep.optim.Optimizer;
import java.util.List;
import java.util.Map;

/**
 * An optimizer by name.
 *
 * @param hyperparameters by the full names of their keys
 */
public record OptimizerConfig(String name, Map<String, Object> hyperparameters) {
  public OptimizerConfig {
    hyperparameters = new Values(hyperparameters).byName();
    OptimizerKind.named(name).create(new Values(hyperparameters), List.of());
  }

  static OptimizerConfig of(Values values) {
    OptimizerKind kind = values.get(OptimizerKeys.NAME);
    return new OptimizerConfig(kind.toString(), kind.hyperparameters(values).byName());
  }

  /** The optimizer for the parameters of a network; weight decay spares its biases. */
  public Optimizer create(ParameterLayout layout) {
    return OptimizerKind.named(name)
        .create(new Values(hyperparameters), layout.ranges(Role::isPenalised));
  }
}
