package dev.lockstep.spark.config;

import dev.lockstep.nn.ParameterLayout;
import dev.lockstep.nn.ParameterLayout.Role;
import dev.lockstep.optim.GradientClip;
import dev.lockstep.optim.Regularization;

/**
 * What keeps weights small and gradients bounded.
 *
 * @param l2 lambda of the penalty, 0 for none
 */
public record RegularizationConfig(double l2, GradientClip clip) {
  /** The penalty on the weights of a network. */
  public Regularization create(ParameterLayout layout) {
    return new Regularization(l2, layout.ranges(Role::isPenalised));
  }
}
