package dev.lockstep.spark.config;

import dev.lockstep.nn.ParameterLayout;
import dev.lockstep.nn.ParameterLayout.Role;
import dev.lockstep.optim.AdamW;
import dev.lockstep.optim.Optimizer;

/**
 * The rule that turns a gradient into new parameters.
 *
 * @param rule of adamw without the ranges that decay, which depend on the network
 */
public record OptimizerConfig(Optimizer rule) {
  /** The optimizer for the parameters of a network; weight decay is for weights alone. */
  public Optimizer create(ParameterLayout layout) {
    return rule instanceof AdamW adamw
        ? new AdamW(adamw.adam(), adamw.weightDecay(), layout.ranges(Role::isPenalised))
        : rule;
  }
}
