package dev.lockstep.spark.config.key;

import static dev.lockstep.spark.config.yaml.ValueType.number;

import dev.lockstep.optim.GradientClip;
import dev.lockstep.spark.config.RegularizationConfig;
import dev.lockstep.spark.config.yaml.Interval;
import dev.lockstep.spark.config.yaml.ValueType;
import java.util.List;

/** The keys of section regularization. */
final class RegularizationKeys {
  static final Section SECTION =
      new Section("regularization", "What keeps weights small and gradients bounded.");

  private static final ValueType<List<Double>> LAMBDAS = PerLayer.of(number(Interval.atLeast(0)));

  static final Key<List<Double>> L2 =
      SECTION.add(
          Key.of(
                  "regularization.l2",
                  LAMBDAS,
                  "Lambda of the penalty lambda/(2m) * the sum of squared weights, m the weight of"
                      + " the mini-batch: one number, or one for each dense layer, that of the"
                      + " output last.")
              .or(List.of(0.0)));
  static final Key<List<Double>> L1 =
      SECTION.add(
          Key.of(
                  "regularization.l1",
                  LAMBDAS,
                  "The same of the sum of absolute weights, which makes many of them exactly 0.")
              .or(List.of(0.0)));
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

  static RegularizationConfig config(Values values) {
    GradientClip none = GradientClip.none();
    return new RegularizationConfig(
        values.get(L2),
        values.get(L1),
        new GradientClip(
            values.find(CLIP_VALUE).orElse(none.value()),
            values.find(CLIP_NORM).orElse(none.norm())));
  }
}
