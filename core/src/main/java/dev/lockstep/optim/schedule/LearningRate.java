package dev.lockstep.optim.schedule;

/** The learning rate over the course of a training. */
public interface LearningRate {
  /**
   * The rate for one step.
   *
   * @param step steps taken before, from 0
   * @param epoch whole epochs finished before, from 0
   */
  double at(long step, int epoch);
}
