package dev.lockstep.optim.schedule;

/**
 * A linear warm-up in front of a schedule: step t of the first ones, from 1, has the share t /
 * steps of the schedule's rate. The schedule's steps are counted from the end of the warm-up; its
 * epochs are those of the training.
 *
 * @param steps of the warm-up, the last of which has the whole rate
 */
public record WarmUp(LearningRate schedule, long steps) implements LearningRate {
  public WarmUp {
    Checks.atLeast(1, "steps", steps);
  }

  @Override
  public double at(long step, int epoch) {
    double rate = schedule.at(Math.max(0, step - steps), epoch);
    return step < steps ? rate * (step + 1) / steps : rate;
  }
}
