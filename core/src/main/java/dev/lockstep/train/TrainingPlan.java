package dev.lockstep.train;

import dev.lockstep.linalg.ExponentialAverage;
import dev.lockstep.nn.RunningStatistics;
import dev.lockstep.optim.GradientClip;
import dev.lockstep.optim.Optimizer;
import dev.lockstep.optim.Regularization;
import dev.lockstep.optim.schedule.LearningRate;
import dev.lockstep.shard.BatchPlan;
import java.io.Serializable;

/**
 * Everything that determines a training beside the network and the examples.
 *
 * @param steps how many steps to take in all
 * @param evaluateEvery epochs between evaluations of the dev split; 0 for none
 * @param statistics the rule by which the network's buffers follow the mini-batches
 * @param average of the values after each step, which is evaluated and kept
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
    RunningStatistics statistics,
    ExponentialAverage average)
    implements Serializable {
  public TrainingPlan {
    if (steps < 1) {
      throw new IllegalArgumentException("there must be at least 1 step, not " + steps);
    }
    if (evaluateEvery < 0) {
      throw new IllegalArgumentException("evaluateEvery must be at least 0, not " + evaluateEvery);
    }
  }

  /** Of a network without buffers, whose values themselves are evaluated and kept. */
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
        RunningStatistics.NONE,
        ExponentialAverage.LATEST);
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

  /** The same, in which that average is evaluated and kept. */
  public TrainingPlan averaging(ExponentialAverage other) {
    return with(steps, other);
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
    return with(some, average);
  }

  private TrainingPlan with(long otherSteps, ExponentialAverage otherAverage) {
    return new TrainingPlan(
        batches,
        otherSteps,
        evaluateEvery,
        optimizer,
        learningRate,
        regularization,
        clip,
        policy,
        statistics,
        otherAverage);
  }

  /** Whether an average is kept beside the values. */
  public boolean averages() {
    return !average.equals(ExponentialAverage.LATEST);
  }

  /** How many arrays as long as the parameters a copy of a state takes, which shares the best. */
  public int arrays() {
    return 1 + optimizer.moments() + (averages() ? 1 : 0);
  }

  /** Number of epochs, the last perhaps not whole. */
  public int epochs() {
    return batches.epoch(steps - 1) + 1;
  }
}
