package dev.lockstep.spark.config.key;

import static dev.lockstep.spark.config.yaml.ValueType.choice;
import static dev.lockstep.spark.config.yaml.ValueType.number;

import dev.lockstep.optim.schedule.ConstantRate;
import dev.lockstep.optim.schedule.InverseTimeRate;
import dev.lockstep.optim.schedule.LearningRate;
import dev.lockstep.spark.config.yaml.Interval;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The keys of section learning_rate. */
final class LearningRateKeys {
  static final Section SECTION =
      new Section("learning_rate", "The learning rate over the course of training.");
  static final Key<Double> INITIAL =
      SECTION.add(
          Key.of("learning_rate.initial", number(Interval.above(0)), "The rate of the first epoch.")
              .or(0.001));
  static final Key<Schedule> SCHEDULE =
      SECTION.add(
          Key.of(
                  "learning_rate.schedule",
                  choice(Schedule.class),
                  "How the rate goes on: constant, or inverse_time, initial / (1 + decay * epoch)"
                      + " with epochs counted from 0.")
              .or(Schedule.CONSTANT));
  static final Key<Double> DECAY =
      SECTION.add(
          Key.of(
                  "learning_rate.decay",
                  number(Interval.atLeast(0)),
                  "How fast schedule inverse_time falls.")
              .or(new Key.ByChoice<>("learning_rate.schedule", () -> Map.of("inverse_time", 1.0))));

  private LearningRateKeys() {}

  static LearningRate config(Values values) {
    return values.get(SCHEDULE).create(values);
  }

  /** The schedules by name, and how each is made. */
  enum Schedule {
    CONSTANT(values -> new ConstantRate(values.get(INITIAL))),
    INVERSE_TIME(values -> new InverseTimeRate(values.get(INITIAL), values.get(DECAY)));

    @SuppressWarnings("ImmutableEnumChecker") // The functions above have no state.
    private final Function<Values, LearningRate> factory;

    Schedule(Function<Values, LearningRate> factory) {
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
}
