package dev.lockstep.spark.config;

import java.util.Locale;

/**
 * What is looked at and measured against to tell what to do next.
 *
 * @param targetError of the best there is, in [0, 1)
 * @param layersEvery steps from one observation of the layers to the next; 0 for none
 * @param importance how much each column counts
 */
public record DiagnosisConfig(double targetError, long layersEvery, ImportanceConfig importance) {
  /** Of a run that says nothing of it. */
  public static final DiagnosisConfig DEFAULT = new DiagnosisConfig(0, 0, ImportanceConfig.DEFAULT);

  public DiagnosisConfig {
    if (!(targetError >= 0 && targetError < 1)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "found %s; allowed: a number in [0, 1)", targetError));
    }
    if (layersEvery < 0) {
      throw new IllegalArgumentException("layers_every must be at least 0, not " + layersEvery);
    }
  }

  /** Measured against that error, and not watched. */
  public static DiagnosisConfig ofTarget(double error) {
    return new DiagnosisConfig(error, DEFAULT.layersEvery(), DEFAULT.importance());
  }
}
