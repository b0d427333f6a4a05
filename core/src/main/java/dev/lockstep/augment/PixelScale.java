package dev.lockstep.augment;

import java.io.Serializable;

/**
 * What the features of a shard are of the table's pixels: (pixel - mean) / deviation, each with
 * numbers of its own; 0 where the deviation is. A brightness can be moved from pixel to pixel only
 * in the table's units.
 */
public final class PixelScale implements Serializable {
  private static final long serialVersionUID = 1;

  private final float[] means;
  private final float[] deviations;

  /** One over the deviation; 0 where that is 0. */
  private final float[] factors;

  /**
   * A scale.
   *
   * @param means [n]
   * @param deviations [n], at least 0
   */
  public PixelScale(double[] means, double[] deviations) {
    if (means.length != deviations.length) {
      throw new IllegalArgumentException(
          means.length + " means for " + deviations.length + " deviations");
    }
    int n = means.length;
    this.means = new float[n];
    this.deviations = new float[n];
    this.factors = new float[n];
    for (int i = 0; i < n; i++) {
      this.means[i] = (float) means[i];
      this.deviations[i] = (float) deviations[i];
      this.factors[i] = deviations[i] == 0 ? 0 : (float) (1 / deviations[i]);
    }
  }

  /** Number of features. */
  int size() {
    return means.length;
  }

  /** What the table has; the mean, for a constant pixel. pixels: [n], overwritten. */
  void toPixels(float[] features, int offset, float[] pixels) {
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = features[offset + i] * deviations[i] + means[i];
    }
  }

  /** What a shard has, from the offset on. pixels: [n], not modified. */
  void toFeatures(float[] pixels, float[] features, int offset) {
    for (int i = 0; i < pixels.length; i++) {
      features[offset + i] = (pixels[i] - means[i]) * factors[i];
    }
  }
}
