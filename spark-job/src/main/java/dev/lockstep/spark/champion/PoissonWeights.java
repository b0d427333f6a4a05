package dev.lockstep.spark.champion;

import dev.lockstep.linalg.Randomness;
import dev.lockstep.linalg.Randomness.Purpose;
import java.io.Serializable;

/**
 * How many times a row is drawn in each replicate of a bootstrap: independent Poisson numbers with
 * mean 1, functions of the seed, the replicate and the row. They are the online bootstrap's weights
 * (Oza, "Online bagging and boosting", 2005): no replicate needs to know how many rows there are.
 */
final class PoissonWeights implements Serializable {
  private static final long serialVersionUID = 1;

  /** Less likely to be exceeded than a number of 53 bits can tell. */
  private static final double[] CUMULATIVE = cumulative(18);

  private final long[] seeds;

  PoissonWeights(long seed, int replicates) {
    seeds = new long[replicates];
    for (int r = 0; r < replicates; r++) {
      seeds[r] = Randomness.seed(seed, Purpose.BOOTSTRAP, r, 0);
    }
  }

  private static double[] cumulative(int most) {
    double[] cumulative = new double[most];
    double probability = Math.exp(-1);
    double sum = 0;
    for (int k = 0; k < most; k++) {
      sum += probability;
      cumulative[k] = sum;
      probability /= k + 1;
    }
    return cumulative;
  }

  int replicates() {
    return seeds.length;
  }

  /**
   * Of a row in one replicate.
   *
   * @param row tells it from all others
   */
  int of(int replicate, long row) {
    double uniform = Randomness.uniform(Randomness.mix(seeds[replicate] ^ row));
    int k = 0;
    while (k < CUMULATIVE.length && uniform >= CUMULATIVE[k]) {
      k++;
    }
    return k;
  }

  /** What tells a row from all others, also from those that are equal to it. */
  static long key(long hash, long occurrence) {
    return Randomness.mix(hash + occurrence * 0x9E3779B97F4A7C15L);
  }
}
