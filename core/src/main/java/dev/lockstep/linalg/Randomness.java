package dev.lockstep.linalg;

/**
 * Seeds derived from (seed, purpose, epoch, shard), so that every random draw is a function of its
 * arguments.
 *
 * <p>Mixing is the finalizer of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom
 * number generators", 2014).
 */
public final class Randomness {
  /** What a draw is for; draws for different purposes are independent. */
  public enum Purpose {
    INITIALIZATION,
    SHUFFLE,
    SPLIT,
    SYNTHESIS,
    DROPOUT,
    CHECK,
    AUGMENTATION,
    BOOTSTRAP,
    SEARCH,
    PERMUTATION
  }

  private Randomness() {}

  /**
   * A seed for the draws of that purpose; epoch and shard may be any two numbers that tell draws
   * apart.
   */
  public static long seed(long seed, Purpose purpose, long epoch, long shard) {
    long h = mix(seed + 0x9E3779B97F4A7C15L);
    h = mix(h ^ (purpose.name().hashCode() * 0x632BE59BD9B4E019L));
    h = mix(h ^ (epoch + 0xD1B54A32D192ED03L));
    return mix(h ^ (shard + 0x8CB92BA72F3D8DD7L));
  }

  /** A bijection on 64 bits that spreads every bit of z over all. */
  public static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }

  /** A number in [0, 1) of the first 53 of random bits. */
  public static double uniform(long bits) {
    return (bits >>> 11) * 0x1p-53;
  }
}
