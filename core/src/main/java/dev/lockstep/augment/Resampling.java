package dev.lockstep.augment;

import org.jspecify.annotations.Nullable;

/**
 * Makes an image of another whose values are found between its pixels, by bilinear interpolation.
 * All pixels beyond the image are 0.
 */
final class Resampling {
  private final ImageShape shape;
  private final int width;
  private final int height;
  private final float[] source;
  private final float[] image;

  /** From one image to another, both [channels, height, width]. */
  Resampling(ImageShape shape, float[] source, float[] image) {
    this.shape = shape;
    this.width = shape.width();
    this.height = shape.height();
    this.source = source;
    this.image = image;
  }

  /** Overwrites the image; the field is added to where the map finds values. */
  void apply(AffineMap map, @Nullable ElasticField field) {
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int pixel = y * width + x;
        double right = field == null ? 0 : field.right(pixel);
        double down = field == null ? 0 : field.down(pixel);
        fill(pixel, map.column(x, y) + right, map.row(x, y) + down);
      }
    }
  }

  /** From a pixel's distance on, there is nothing but 0. */
  private void fill(int pixel, double column, double row) {
    double x = Math.max(-1, Math.min(width, column));
    double y = Math.max(-1, Math.min(height, row));
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    for (int c = 0; c < shape.channels(); c++) {
      float upper = between(c, top, left, (float) (x - left));
      float lower = between(c, top + 1, left, (float) (x - left));
      image[c * shape.area() + pixel] = mix(upper, lower, (float) (y - top));
    }
  }

  private float between(int channel, int y, int x, float share) {
    return mix(at(channel, y, x), at(channel, y, x + 1), share);
  }

  /** Exactly a with share 0, and b with 1. */
  private static float mix(float a, float b, float share) {
    return a * (1 - share) + b * share;
  }

  private float at(int channel, int y, int x) {
    boolean inside = x >= 0 && x < width && y >= 0 && y < height;
    return inside ? source[channel * shape.area() + y * width + x] : 0;
  }
}
