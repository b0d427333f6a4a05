package dev.lockstep.augment;

/** Turns about the centre by an angle uniform in [-degrees, degrees]. */
public record Rotate(double degrees) implements Geometric {
  public Rotate {
    if (!(degrees >= 0 && degrees <= 180)) {
      throw new IllegalArgumentException(
          "a rotation must be of at least 0 and at most 180 degrees, not " + degrees);
    }
  }

  @Override
  public void draw(Draws draws, AffineMap map) {
    map.rotate(draws.uniform(-degrees, degrees));
  }
}
