package dev.lockstep.spark.config.key;

import static dev.lockstep.spark.config.yaml.ValueType.longInteger;

import dev.lockstep.spark.config.DiagnosisConfig;

/** The keys of section diagnosis. */
final class DiagnosisKeys {
  static final Section SECTION =
      new Section("diagnosis", "What is looked at to tell what to do next.");

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
    return new DiagnosisConfig(values.get(LAYERS_EVERY));
  }
}
