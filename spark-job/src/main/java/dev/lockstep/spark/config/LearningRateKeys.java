package dev.lockstep.spark.config;

import static dev.lockstep.spark.config.ValueTypes.choice;
import static dev.lockstep.spark.config.ValueTypes.number;

import java.util.Map;

/** The keys of section learning_rate. */
final class LearningRateKeys {
  static final Section SECTION =
      new Section("learning_rate", "The learning rate over the course of training.");

  static final Key<Double> INITIAL =
      SECTION.add(
          Key.of("learning_rate.initial", number(Interval.above(0)), "The rate of the first epoch.")
              .or(0.001));
  static final Key<ScheduleKind> SCHEDULE =
      SECTION.add(
          Key.of(
                  "learning_rate.schedule",
                  choice(ScheduleKind.class),
                  "How the rate goes on: constant, or inverse_time, initial / (1 + decay * epoch)"
                      + " with epochs counted from 0.")
              .or(ScheduleKind.CONSTANT));
  static final Key<Double> DECAY =
      SECTION.add(
          Key.of(
                  "learning_rate.decay",
                  number(Interval.atLeast(0)),
                  "How fast schedule inverse_time falls.")
              .or(
                  new Default.ByChoice<>(
                      "learning_rate.schedule", () -> Map.of("inverse_time", 1.0))));

  private LearningRateKeys() {}
}
