package dev.lockstep.spark.config.key;

import static dev.lockstep.spark.config.yaml.ValueType.choice;
import static dev.lockstep.spark.config.yaml.ValueType.integer;
import static dev.lockstep.spark.config.yaml.ValueType.number;

import dev.lockstep.metric.Measure;
import dev.lockstep.spark.config.yaml.Interval;
import dev.lockstep.train.EarlyStopping;
import java.util.Optional;

/** The keys of section early_stopping. */
final class EarlyStoppingKeys {
  private static final String SWITCH = "early_stopping.patience";

  static final Section SECTION =
      new Section(
          "early_stopping",
          "Whether the best parameters are kept, and the training ends once they get no better.");
  static final Key<Integer> PATIENCE =
      SECTION.add(
          Key.of(
                  SWITCH,
                  integer(1),
                  "Evaluations of the dev split in a row that are no better than the best, after which"
                      + " the training ends; without it there is no early stopping.")
              .optional());
  static final Key<Measure> METRIC =
      SECTION.add(
          Key.of(
                  "early_stopping.metric",
                  choice(Measure.class),
                  "The figure of the dev split that decides, one of those of the task.")
              .or(Measure.LOSS)
              .onlyWith(SWITCH));
  static final Key<Double> MIN_DELTA =
      SECTION.add(
          Key.of(
                  "early_stopping.min_delta",
                  number(Interval.atLeast(0)),
                  "How much better than the best an evaluation must be, to count as better.")
              .or(0.0)
              .onlyWith(SWITCH));

  private EarlyStoppingKeys() {}

  static Optional<EarlyStopping> config(Values values) {
    return values
        .find(PATIENCE)
        .map(patience -> new EarlyStopping(values.get(METRIC), patience, values.get(MIN_DELTA)));
  }
}
