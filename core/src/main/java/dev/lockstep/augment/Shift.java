package dev.lockstep.augment;

/**
 * Moves by whole pixels: to the right and downwards by a number each from -pixels to pixels, all
 * equally likely. The same as a random crop of the image with a margin of that many pixels.
 */
public record Shift(int pixels) implements Geometric {
  public Shift {
    if (pixels < 0) {
      throw new IllegalArgumentException("a shift must be of at least 0 pixels, not " + pixels);
    }
  }

  @Override
  public void check(ImageShape shape) {
    if (pixels >= shape.side()) {
      throw new IllegalArgumentException(
          "a shift of " + pixels + " pixels can leave nothing of images of shape " + shape);
    }
  }

  @Override
  public void draw(Draws draws, AffineMap map) {
    map.shift(anyOf(draws), anyOf(draws));
  }

  private int anyOf(Draws draws) {
    return draws.below(2 * pixels + 1) - pixels;
  }
}
