package dev.lockstep.augment;

/** Exchanges left and right with that probability. */
public record Mirror(double probability) implements Geometric {
  public Mirror {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "the probability of a mirror must lie in [0, 1], not " + probability);
    }
  }

  @Override
  public void draw(Draws draws, AffineMap map) {
    if (draws.uniform() < probability) {
      map.mirror();
    }
  }
}
