package dev.lockstep.spark.config.key;

import static dev.lockstep.spark.config.yaml.ValueType.choice;
import static dev.lockstep.spark.config.yaml.ValueType.integer;
import static dev.lockstep.spark.config.yaml.ValueType.number;

import dev.lockstep.metric.Measure;
import dev.lockstep.spark.config.yaml.Interval;
import dev.lockstep.spark.config.yaml.ValueType;
import dev.lockstep.train.ReduceOnPlateau;
import java.util.Optional;

/** The keys of section reduce_on_plateau. */
final class ReduceOnPlateauKeys {
  private static final String SWITCH = "reduce_on_plateau.patience";

  static final Section SECTION =
      new Section(
          "reduce_on_plateau",
          "Whether the rates of the schedule are reduced while the dev split gets no better.");
  static final Key<Integer> PATIENCE =
      SECTION.add(
          Key.of(
                  SWITCH,
                  integer(0),
                  "Evaluations of the dev split in a row that may be no better than the best; one more"
                      + " reduces the rate. Without it the rate is the schedule's.")
              .optional());
  static final Key<Measure> METRIC =
      option(
          "metric",
          choice(Measure.class),
          Measure.LOSS,
          "The figure of the dev split that decides, one of those of the task.");
  static final Key<Double> FACTOR =
      option(
          "factor",
          number(Interval.open(0, 1)),
          0.1,
          "What the rates are multiplied by from then on.");
  static final Key<Double> THRESHOLD =
      option(
          "threshold",
          number(Interval.atLeast(0)),
          1e-4,
          "The share of the best by which an evaluation must be better, to count as better.");
  static final Key<Integer> COOLDOWN =
      option(
          "cooldown",
          integer(0),
          0,
          "Evaluations after a reduction that are not counted against the next.");
  static final Key<Double> MIN_RATE =
      option(
          "min_rate",
          number(Interval.atLeast(0)),
          0.0,
          "What a constant rate is never reduced below; those of another schedule are multiplied by"
              + " min_rate / learning_rate.initial at least.");

  private ReduceOnPlateauKeys() {}

  private static <T> Key<T> option(String shortName, ValueType<T> type, T value, String meaning) {
    return SECTION.add(
        Key.of("reduce_on_plateau." + shortName, type, meaning).or(value).onlyWith(SWITCH));
  }

  static Optional<ReduceOnPlateau> config(Values values) {
    return values
        .find(PATIENCE)
        .map(
            patience ->
                new ReduceOnPlateau(
                    values.get(METRIC),
                    values.get(FACTOR),
                    patience,
                    values.get(THRESHOLD),
                    values.get(COOLDOWN),
                    values.get(MIN_RATE) / values.get(LearningRateKeys.INITIAL)));
  }
}
