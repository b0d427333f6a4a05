package dev.lockstep.train;

import dev.lockstep.nn.RunningStatistics;
import dev.lockstep.optim.GradientClip;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.Regularization;
import dev.lockstep.optim.schedule.LearningRate;
import dev.lockstep.shard.BatchPlan;

/**
 * Everything that determines a training beside the network and the examples.
 *
 * @param steps how many steps to take in all
 * @param evaluateEvery epochs between evaluations of the dev split; 0 for none
 * @param statistics the rule by which the network's buffers follow the mini-batches
 */
public record TrainingPlan(
    BatchPlan batches,
    long steps,
    int evaluateEvery,
    Optimizer optimizer,
    LearningRate learningRate,
    Regularization regularization,
    GradientClip clip,
    Policy policy,
    RunningStatistics statistics) {
  public TrainingPlan {
    if (steps < 1) {
      throw new IllegalArgumentException("there must be at least 1 step, not " + steps);
    }
    if (evaluateEvery < 0) {
      throw new IllegalArgumentException("evaluateEvery must be at least 0, not " + evaluateEvery);
    }
  }

  /** Of a network without buffers. */
  public TrainingPlan(
      BatchPlan batches,
      long steps,
      int evaluateEvery,
      Optimizer optimizer,
      LearningRate learningRate,
      Regularization regularization,
      GradientClip clip,
      Policy policy) {
    this(
        batches,
        steps,
        evaluateEvery,
        optimizer,
        learningRate,
        regularization,
        clip,
        policy,
        RunningStatistics.NONE);
  }

  /** Whole epochs, without regularization or clipping. */
  public static TrainingPlan epochs(
      int epochs, BatchPlan batches, Optimizer optimizer, LearningRate learningRate) {
    return new TrainingPlan(
        batches,
        Math.multiplyExact(epochs, batches.stepsPerEpoch()),
        1,
        optimizer,
        learningRate,
        Regularization.none(),
        GradientClip.none(),
        Policy.NONE);
  }

  /**
   * The same training up to that step: what it does until then does not change.
   *
   * @throws IllegalArgumentException if it has fewer steps
   */
  public TrainingPlan first(long some) {
    if (some > steps) {
      throw new IllegalArgumentException("there are " + steps + " steps, not " + some);
    }
    return new TrainingPlan(
        batches,
        some,
        evaluateEvery,
        optimizer,
        learningRate,
        regularization,
        clip,
        policy,
        statistics);
  }

  /** Number of epochs, the last perhaps not whole. */
  public int epochs() {
    return batches.epoch(steps - 1) + 1;
  }
}
