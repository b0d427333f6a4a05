package dev.lockstep.spark.config;

import static dev.lockstep.spark.config.LearningRateKeys.DECAY;
import static dev.lockstep.spark.config.LearningRateKeys.INITIAL;

import dev.lockstep.optim.schedule.ConstantRate;
import dev.lockstep.optim.schedule.InverseTimeRate;
import dev.lockstep.optim.schedule.LearningRate;
import java.util.Locale;
import java.util.function.Function;

/** The schedules of the learning rate by name, and how each is made. */
enum ScheduleKind {
  CONSTANT(values -> new ConstantRate(values.get(INITIAL))),
  INVERSE_TIME(values -> new InverseTimeRate(values.get(INITIAL), values.get(DECAY)));

  @SuppressWarnings("ImmutableEnumChecker") // The functions above have no state.
  private final Function<Values, LearningRate> factory;

  ScheduleKind(Function<Values, LearningRate> factory) {
    this.factory = factory;
  }

  LearningRate create(Values values) {
    return factory.apply(values);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
