package dev.lockstep.spark.config.key;

import static dev.lockstep.spark.config.yaml.ValueType.integer;
import static dev.lockstep.spark.config.yaml.ValueType.integerOrAuto;
import static dev.lockstep.spark.config.yaml.ValueType.longInteger;
import static dev.lockstep.spark.config.yaml.ValueType.number;

import dev.lockstep.spark.config.DiagnosisConfig;
import dev.lockstep.spark.config.ImportanceConfig;
import dev.lockstep.spark.config.yaml.Interval;
import java.util.OptionalInt;

/** The keys of section diagnosis. */
final class DiagnosisKeys {
  private static final ImportanceConfig DEFAULT = DiagnosisConfig.DEFAULT.importance();

  static final Section SECTION =
      new Section(
          "diagnosis",
          "What a training is watched for and measured against, to tell what to do next.");

  static final Key<Double> TARGET_ERROR =
      SECTION.add(
          Key.of(
                  "diagnosis.target_error",
                  number(Interval.halfOpen(0, 1)),
                  "The error of the best there is, such as that of people: what of the train error"
                      + " is above it is avoidable bias. In a regression the share of the"
                      + " labels' variance that nobody can explain.")
              .or(DiagnosisConfig.DEFAULT.targetError()));
  static final Key<Long> LAYERS_EVERY =
      SECTION.add(
          Key.of(
                  "diagnosis.layers_every",
                  longInteger(0),
                  "Steps from one [look at the layers](#looking-at-the-layers) to the next, the first"
                      + " step included; each costs a forward pass over its mini-batch, a third of a"
                      + " step or so; 0 for none.")
              .or(0L));

  static final Key<Integer> IMPORTANCE_REPEATS =
      SECTION.add(
          Key.of(
                  "diagnosis.importance_repeats",
                  integer(0),
                  "How often each column is permuted to tell its"
                      + " [importance](#importance-of-columns); 0 for not at all.")
              .or(DEFAULT.repeats()));
  static final Key<OptionalInt> IMPORTANCE_ROWS =
      SECTION.add(
          Key.of(
                  "diagnosis.importance_rows",
                  integerOrAuto(1),
                  "Rows that this is measured on at most; `auto` takes 10,000, or fewer where that"
                      + " would take long beside the training.")
              .or(DEFAULT.rows()));
  static final Key<Integer> IMPORTANCE_COLUMNS =
      SECTION.add(
          Key.of(
                  "diagnosis.importance_columns",
                  integer(1),
                  "Of more columns the importance is not measured.")
              .or(DEFAULT.columns()));

  private DiagnosisKeys() {}

  static DiagnosisConfig config(Values values) {
    return new DiagnosisConfig(
        values.get(TARGET_ERROR),
        values.get(LAYERS_EVERY),
        new ImportanceConfig(
            values.get(IMPORTANCE_REPEATS),
            values.get(IMPORTANCE_ROWS),
            values.get(IMPORTANCE_COLUMNS)));
  }
}
