package dev.lockstep.spark.search.space;

import java.util.Locale;

/** How numbers are spread between two bounds. */
public enum Scale {
  /** Evenly. */
  LINEAR {
    @Override
    double at(double from, double to, double share) {
      return from + share * (to - from);
    }
  },
  /** Each power of ten alike: for learning rates. Bounds are above 0. */
  LOG {
    @Override
    double at(double from, double to, double share) {
      double low = StrictMath.log(from);
      return StrictMath.exp(low + share * (StrictMath.log(to) - low));
    }
  },
  /** Each power of ten of 1 - x alike: for what averages forget, as 0.9 to 0.999. Below 1. */
  ONE_MINUS_LOG {
    @Override
    double at(double from, double to, double share) {
      return 1 - LOG.at(1 - from, 1 - to, share);
    }
  };

  /** The number at a share, in [0, 1], of the way. */
  abstract double at(double from, double to, double share);

  /** The name in configurations. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
