package dev.lockstep.spark.config;

/**
 * What is looked at to tell what to do next.
 *
 * @param layersEvery steps from one observation of the layers to the next; 0 for none
 */
public record DiagnosisConfig(long layersEvery) {
  public DiagnosisConfig {
    if (layersEvery < 0) {
      throw new IllegalArgumentException("layers_every must be at least 0, not " + layersEvery);
    }
  }
}
