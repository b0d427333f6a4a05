package dev.lockstep.spark.config;

import static dev.lockstep.spark.config.ValueTypes.BOOLEAN;
import static dev.lockstep.spark.config.ValueTypes.number;

import java.util.List;

/**
 * The keys that optimizers share; {@link OptimizerKind} says which takes which, by default what.
 */
final class Hyperparameters {
  static final Key<Double> BETA =
      of(
          "beta",
          number(Interval.halfOpen(0, 1)),
          "How slowly the average of the gradients, for rmsprop of their squares, forgets.");
  static final Key<Double> BETA1 =
      of(
          "beta1",
          number(Interval.halfOpen(0, 1)),
          "How slowly the average of the gradients forgets.");
  static final Key<Double> BETA2 =
      of(
          "beta2",
          number(Interval.halfOpen(0, 1)),
          "How slowly the average of the squared gradients forgets.");
  static final Key<Double> EPSILON =
      of(
          "epsilon",
          number(Interval.above(0)),
          "Added to the root of the average square before dividing by it.");
  static final Key<Boolean> BIAS_CORRECTION =
      of(
          "bias_correction",
          BOOLEAN,
          "Whether the average is divided by 1 - beta^step, which lifts the first steps.");
  static final Key<Double> WEIGHT_DECAY =
      of(
          "weight_decay",
          number(Interval.atLeast(0)),
          "Share of each weight, times the learning rate, that a step takes away; biases keep"
              + " theirs.");

  static final List<Key<?>> ALL =
      List.of(BETA, BETA1, BETA2, EPSILON, BIAS_CORRECTION, WEIGHT_DECAY);

  private Hyperparameters() {}

  private static <T> Key<T> of(String shortName, ValueType<T> type, String meaning) {
    Key<T> key = Key.of("optimizer." + shortName, type, meaning);
    return key.or(new Default.ByChoice<>("optimizer.name", () -> OptimizerKind.defaults(key)));
  }
}
