package dev.lockstep.augment;

/**
 * Elastic distortion (Simard, Steinkraus and Platt, "Best practices for convolutional neural
 * networks applied to visual document analysis", 2003): each pixel takes its value from somewhere
 * near, by a displacement field smoothed so that neighbours go together.
 *
 * @param alpha by which the smoothed field is multiplied, in pixels
 * @param sigma deviation of the Gaussian that smooths, in pixels
 */
public record Elastic(double alpha, double sigma) implements Transform {
  /** Largest sigma: it smooths over more than images have. */
  public static final double MOST_SIGMA = 1000;

  public Elastic {
    if (!(alpha >= 0 && Double.isFinite(alpha)) || !(sigma > 0 && sigma <= MOST_SIGMA)) {
      throw new IllegalArgumentException(
          "an elastic distortion needs an alpha of at least 0 and a sigma in (0, 1000], not "
              + alpha
              + " and "
              + sigma);
    }
  }
}
