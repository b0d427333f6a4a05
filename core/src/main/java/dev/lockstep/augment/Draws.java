package dev.lockstep.augment;

import dev.lockstep.linalg.Randomness;

/**
 * The random numbers of one image, one after the other: those of SplitMix64 from a seed on (see
 * {@link Randomness}), the same in any JVM.
 */
final class Draws {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** One over the deviation of 64 fair coins and the difference of two uniform numbers. */
  private static final float NORMAL = (float) (1 / Math.sqrt(16 + 1 / 6.0));

  private long state;

  /** The next draws are those of that seed. */
  void restart(long seed) {
    state = Randomness.mix(seed);
  }

  private long next() {
    state += GOLDEN;
    return Randomness.mix(state);
  }

  /** In [0, 1). */
  double uniform() {
    return Randomness.uniform(next());
  }

  /** In [low, high]. */
  double uniform(double low, double high) {
    return low + (high - low) * uniform();
  }

  /** A whole number in [0, n). */
  int below(int n) {
    return (int) (((next() >>> 32) * n) >>> 32);
  }

  /**
   * A normal number, with mean 0 and deviation 1: heads among 64 coins, and the difference of two
   * uniform numbers, which fills the steps between. Its excess kurtosis is -0.03, and it lies in
   * [-8.3, 8.3].
   */
  float normal() {
    int heads = Long.bitCount(next()) - 32;
    long bits = next();
    float difference = ((int) (bits >>> 40) - (int) (bits & 0xFFFFFF)) * 0x1p-24f;
    return (heads + difference) * NORMAL;
  }
}
