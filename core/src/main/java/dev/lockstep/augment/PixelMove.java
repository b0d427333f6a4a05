package dev.lockstep.augment;

import java.util.Arrays;

/** Moves an image by whole pixels, mirrored or not: row by row. What comes from beyond is 0. */
final class PixelMove {
  private final ImageShape shape;
  private final int width;
  private final float[] source;
  private final float[] image;

  /** From one image to another, both [channels, height, width]. */
  PixelMove(ImageShape shape, float[] source, float[] image) {
    this.shape = shape;
    this.width = shape.width();
    this.source = source;
    this.image = image;
  }

  /** Overwrites the image; the map must be a move. */
  void apply(AffineMap map) {
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = 0; y < shape.height(); y++) {
        int found = y + map.down();
        row(map, found, c * shape.area() + found * width, c * shape.area() + y * width);
      }
    }
  }

  private void row(AffineMap map, int found, int from, int into) {
    if (found < 0 || found >= shape.height()) {
      Arrays.fill(image, into, into + width, 0f);
    } else if (map.mirrors()) {
      mirror(from, into, map.right());
    } else {
      copy(from, into, map.right());
    }
  }

  private void copy(int from, int into, int right) {
    int first = within(-right);
    int end = within(width - right);
    Arrays.fill(image, into, into + first, 0f);
    System.arraycopy(source, from + right + first, image, into + first, end - first);
    Arrays.fill(image, into + end, into + width, 0f);
  }

  private void mirror(int from, int into, int right) {
    int first = within(right);
    int end = within(width + right);
    int last = from + width - 1 + right;
    Arrays.fill(image, into, into + first, 0f);
    for (int x = first; x < end; x++) {
      image[into + x] = source[last - x];
    }
    Arrays.fill(image, into + end, into + width, 0f);
  }

  private int within(int x) {
    return Math.max(0, Math.min(width, x));
  }
}
