package dev.lockstep.augment;

/** Enlarges about the centre by a factor uniform in [low, high]; below 1 it makes smaller. */
public record Scale(double low, double high) implements Geometric {
  public Scale {
    if (!(low > 0 && low <= high && high < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a scale must go from a number above 0 to one as large at least, not from "
              + low
              + " to "
              + high);
    }
  }

  @Override
  public void draw(Draws draws, AffineMap map) {
    map.scale(draws.uniform(low, high));
  }
}
