package dev.lockstep.optim.schedule;

import java.util.Locale;

/** The learning rate initial / sqrt(n), with n the epoch or the step under way, from 1. */
public record InverseSqrtRate(double initial, Per per) implements LearningRate {
  /** What is counted. */
  public enum Per {
    EPOCH,
    STEP;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public InverseSqrtRate {
    Checks.rate(initial);
  }

  @Override
  public double at(long step, int epoch) {
    long before = per == Per.STEP ? step : epoch;
    return initial / Math.sqrt(before + 1.0);
  }
}
