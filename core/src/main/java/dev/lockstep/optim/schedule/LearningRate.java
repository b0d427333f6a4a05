package dev.lockstep.optim.schedule;

import java.io.Serializable;

/**
 * The learning rate over the course of a training: a function of step and epoch alone, so that a
 * training that is resumed has the same rate at the same step.
 */
public sealed interface LearningRate extends Serializable
    permits ConstantRate,
        InverseTimeRate,
        ExponentialRate,
        InverseSqrtRate,
        StaircaseRate,
        ManualRate,
        CosineRate,
        OneCycleRate,
        WarmUp {
  /**
   * The rate for one step, at least 0.
   *
   * @param step steps taken before, from 0
   * @param epoch whole epochs finished before, from 0
   */
  double at(long step, int epoch);
}
