package dev.lockstep.spark.search.space;

import dev.lockstep.linalg.Randomness;
import dev.lockstep.linalg.Randomness.Purpose;
import java.util.Locale;
import org.apache.commons.math3.random.SobolSequenceGenerator;

/** How points are spread over a region: functions of seed, round and number alone. */
public enum Sampler {
  /** Each by itself. */
  RANDOM {
    @Override
    double[] shares(long seed, Draw draw, int dimensions) {
      double[] shares = new double[dimensions];
      long point = ((long) draw.round() << 32) + draw.trial();
      for (int i = 0; i < dimensions; i++) {
        shares[i] = uniform(seed, point, i);
      }
      return shares;
    }
  },
  /**
   * The points of a Sobol sequence for each round, which leave no large gaps; all moved, around the
   * edges, by the same random distance.
   */
  SOBOL {
    @Override
    double[] shares(long seed, Draw draw, int dimensions) {
      double[] shares = new SobolSequenceGenerator(dimensions).skipTo(draw.place());
      for (int i = 0; i < dimensions; i++) {
        double moved = shares[i] + uniform(seed, draw.round(), -1L - i);
        shares[i] = moved - Math.floor(moved);
      }
      return shares;
    }
  };

  /** The most coordinates that a Sobol sequence has. */
  public static final int MOST_DIMENSIONS = 1000;

  /**
   * Which point is drawn.
   *
   * @param trial its number in the whole search
   * @param place its number in the round
   */
  public record Draw(int round, int trial, int place) {}

  abstract double[] shares(long seed, Draw draw, int dimensions);

  /** The coordinates of a point in a region. */
  public double[] point(Region region, long seed, Draw draw) {
    return region.at(shares(seed, draw, region.extents().size()));
  }

  private static double uniform(long seed, long a, long b) {
    return Randomness.uniform(Randomness.seed(seed, Purpose.SEARCH, a, b));
  }

  /** The name in configurations. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
