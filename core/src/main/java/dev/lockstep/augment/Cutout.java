package dev.lockstep.augment;

import java.util.Arrays;

/**
 * Makes a square 0 in all channels (DeVries and Taylor, "Improved regularization of convolutional
 * neural networks with cutout", 2017): its centre is any pixel, and what of it lies beyond the
 * image is lost.
 *
 * @param pixels length of its sides
 */
public record Cutout(int pixels) implements Pixelwise {
  public Cutout {
    if (pixels < 0) {
      throw new IllegalArgumentException("a cutout must be of at least 0 pixels, not " + pixels);
    }
  }

  @Override
  public void check(ImageShape shape) {
    if (pixels > shape.side()) {
      throw new IllegalArgumentException(
          "a cutout of " + pixels + " pixels is larger than images of shape " + shape);
    }
  }

  @Override
  public void draw(Draws draws, ImageShape shape, float[] image) {
    int top = draws.below(shape.height()) - pixels / 2;
    int left = draws.below(shape.width()) - pixels / 2;
    int from = Math.max(0, left);
    int to = Math.min(shape.width(), left + pixels);
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = Math.max(0, top); y < Math.min(shape.height(), top + pixels); y++) {
        int row = (c * shape.height() + y) * shape.width();
        Arrays.fill(image, row + from, row + to, 0f);
      }
    }
  }
}
