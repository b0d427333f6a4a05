package dev.lockstep.shard;

import java.util.Arrays;
import java.util.Locale;

/** In which order an epoch visits the rows of a shard. */
public enum Shuffle {
  /** A new permutation for every epoch, determined by (seed, epoch, shard). */
  FULL,
  /** One permutation for all epochs, determined by (seed, shard). */
  SHARD,
  /** The order in which the shard holds them. */
  NONE;

  /**
   * The order of that name in lower case; throws IllegalArgumentException listing what is allowed.
   */
  public static Shuffle named(String name) {
    return Arrays.stream(values())
        .filter(kind -> kind.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no shuffle '" + name + "'; allowed: " + Arrays.toString(values())));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
