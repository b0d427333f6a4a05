package dev.lockstep.spark.config;

import static dev.lockstep.spark.config.ValueTypes.number;

/** The keys of section regularization. */
final class RegularizationKeys {
  static final Section SECTION =
      new Section("regularization", "What keeps weights small and gradients bounded.");

  static final Key<Double> L2 =
      SECTION.add(
          Key.of(
                  "regularization.l2",
                  number(Interval.atLeast(0)),
                  "Lambda of the penalty lambda/(2m) * the sum of squared weights, m the weight of"
                      + " the mini-batch.")
              .or(0.0));
  static final Key<Double> CLIP_VALUE =
      SECTION.add(
          Key.of(
                  "regularization.clip_value",
                  number(Interval.above(0)),
                  "Most that an element of the gradient may be, up or down.")
              .optional());
  static final Key<Double> CLIP_NORM =
      SECTION.add(
          Key.of(
                  "regularization.clip_norm",
                  number(Interval.above(0)),
                  "Longest that the whole gradient may be, after clip_value.")
              .optional());

  private RegularizationKeys() {}
}
