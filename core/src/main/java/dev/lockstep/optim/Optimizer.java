package dev.lockstep.optim;

import java.io.Serializable;

/**
 * The rule that turns a gradient into new parameters. Hyperparameters are the record's components;
 * what changes from step to step is in the {@link OptimizerState} that {@link #init} returns and
 * {@link #step} needs.
 */
public sealed interface Optimizer extends Serializable
    permits Sgd, Momentum, Nesterov, RmsProp, Adam, AdamW {
  /** The name in configurations, such as "adam". */
  String kind();

  /** How many numbers the optimizer remembers for each parameter: 0, 1 or 2 moments. */
  int moments();

  /**
   * Updates parameters in place, and the state with it.
   *
   * @param parameters [n] and more, which stays as it is
   * @param gradient [n] and more, not modified
   * @param learningRate the a of this step
   */
  void step(float[] parameters, float[] gradient, OptimizerState state, double learningRate);

  /** The state before the first step, for n parameters: moments 0. */
  default OptimizerState init(int n) {
    return new OptimizerState(moments(), n);
  }
}
