package dev.lockstep.spark.config;

import java.util.Locale;

/**
 * What a trained network's errors are measured against.
 *
 * @param targetError of the best there is, in [0, 1)
 */
public record DiagnosisConfig(double targetError) {
  /** Of a run that says nothing of it. */
  public static final DiagnosisConfig DEFAULT = new DiagnosisConfig(0);

  public DiagnosisConfig {
    if (!(targetError >= 0 && targetError < 1)) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "found %s; allowed: a number in [0, 1)", targetError));
    }
  }
}
