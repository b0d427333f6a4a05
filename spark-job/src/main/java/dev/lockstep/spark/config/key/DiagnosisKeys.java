package dev.lockstep.spark.config.key;

import static dev.lockstep.spark.config.yaml.ValueType.longInteger;
import static dev.lockstep.spark.config.yaml.ValueType.number;

import dev.lockstep.spark.config.DiagnosisConfig;
import dev.lockstep.spark.config.yaml.Interval;

/** The keys of section diagnosis. */
final class DiagnosisKeys {
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

  private DiagnosisKeys() {}

  static DiagnosisConfig config(Values values) {
    return new DiagnosisConfig(values.get(TARGET_ERROR), values.get(LAYERS_EVERY));
  }
}
