package dev.lockstep.spark.config;

import dev.lockstep.optim.schedule.CosineRate;
import dev.lockstep.optim.schedule.LearningRate;
import dev.lockstep.optim.schedule.OneCycleRate;
import dev.lockstep.optim.schedule.WarmUp;
import dev.lockstep.spark.words.Counted;
import java.util.OptionalInt;

/**
 * The learning rate over the course of a training whose length is not known yet.
 *
 * @param warmupSteps 0 for none
 */
public record LearningRateConfig(Schedule schedule, long warmupSteps) {
  /** How the rate goes on after the warm-up. */
  public sealed interface Schedule {
    /**
     * For a training of that many steps.
     *
     * @throws ConfigException if they are too few
     */
    LearningRate create(long steps, long stepsPerEpoch);
  }

  /** One that does not depend on the length. */
  public record OfAnyLength(LearningRate rate) implements Schedule {
    @Override
    public LearningRate create(long steps, long stepsPerEpoch) {
      return rate;
    }
  }

  /**
   * A cosine.
   *
   * @param epochs until the first restart; empty for none
   */
  public record Cosine(double initial, double min, OptionalInt epochs, int multiplier)
      implements Schedule {
    @Override
    public LearningRate create(long steps, long stepsPerEpoch) {
      long period =
          epochs.isPresent() ? Math.multiplyExact(epochs.getAsInt(), stepsPerEpoch) : steps;
      return new CosineRate(initial, min, period, multiplier);
    }
  }

  /** Up and down once. */
  public record OneCycle(double initial, double max, double min, double rise) implements Schedule {
    @Override
    public LearningRate create(long steps, long stepsPerEpoch) {
      if (steps < 2) {
        throw ConfigException.of(
            "learning_rate.schedule: one_cycle needs at least 2 steps, found %,d", steps);
      }
      return new OneCycleRate(initial, max, min, rise, steps);
    }
  }

  /**
   * The rates of a training of that many steps.
   *
   * @throws ConfigException if they are too few for the warm-up and what follows it
   */
  public LearningRate create(long steps, long stepsPerEpoch) {
    if (warmupSteps >= steps) {
      throw ConfigException.of(
          "learning_rate.warmup_steps: found %,d, but the training has %s; allowed: fewer",
          warmupSteps, Counted.of(steps, "step"));
    }
    LearningRate rate = schedule.create(steps - warmupSteps, stepsPerEpoch);
    return warmupSteps == 0 ? rate : new WarmUp(rate, warmupSteps);
  }
}
