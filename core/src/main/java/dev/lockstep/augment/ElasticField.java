package dev.lockstep.augment;

import dev.lockstep.linalg.Vectors;

/**
 * The displacements of an {@link Elastic} distortion: uniform in [-1, 1] at each pixel and in both
 * directions, smoothed by a Gaussian with weights of sum 1, cut at three sigma, and multiplied by
 * alpha. Beyond the image they are 0 before they are smoothed.
 */
final class ElasticField {
  private final int width;
  private final int height;
  private final double alpha;

  /** Weights at distances 0, 1, ...: [radius + 1]. */
  private final float[] weights;

  private final float[] right;
  private final float[] down;
  private final float[] smoothed;

  /** Floats that it keeps for images of that shape. */
  static long floats(ImageShape shape) {
    return 3L * shape.area();
  }

  ElasticField(Elastic elastic, ImageShape shape) {
    width = shape.width();
    height = shape.height();
    alpha = elastic.alpha();
    weights = gaussian(elastic.sigma(), Math.max(width, height));
    right = new float[shape.area()];
    down = new float[shape.area()];
    smoothed = new float[shape.area()];
  }

  /** Weights further away than the image is long would never be used. */
  private static float[] gaussian(double sigma, int most) {
    int radius = (int) Math.ceil(3 * sigma);
    double sum = 0;
    for (int i = -radius; i <= radius; i++) {
      sum += bell(i / sigma);
    }
    float[] weights = new float[Math.min(radius + 1, most)];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (bell(i / sigma) / sum);
    }
    return weights;
  }

  private static double bell(double z) {
    return StrictMath.exp(-z * z / 2);
  }

  /** Other displacements. */
  void draw(Draws draws) {
    draw(draws, right);
    draw(draws, down);
  }

  private void draw(Draws draws, float[] field) {
    for (int i = 0; i < field.length; i++) {
      field[i] = (float) draws.uniform(-alpha, alpha);
    }
    smoothRows(field, smoothed);
    smoothColumns(smoothed, field);
  }

  private void smoothRows(float[] from, float[] into) {
    Vectors.clear(into, 0, into.length);
    for (int row = 0; row < from.length; row += width) {
      for (int shift = 1 - weights.length; shift < weights.length; shift++) {
        int first = Math.max(0, -shift);
        int end = Math.min(width, width - shift);
        add(from, row + first + shift, into, row + first, end - first, shift);
      }
    }
  }

  private void smoothColumns(float[] from, float[] into) {
    Vectors.clear(into, 0, into.length);
    for (int y = 0; y < height; y++) {
      int first = Math.max(-y, 1 - weights.length);
      int end = Math.min(height - y, weights.length);
      for (int shift = first; shift < end; shift++) {
        add(from, (y + shift) * width, into, y * width, width, shift);
      }
    }
  }

  private void add(float[] from, int at, float[] into, int to, int n, int distance) {
    float weight = weights[Math.abs(distance)];
    for (int i = 0; i < n; i++) {
      into[to + i] += weight * from[at + i];
    }
  }

  /** By how many columns further right the value of a pixel is found. */
  float right(int pixel) {
    return right[pixel];
  }

  /** By how many rows further down the value of a pixel is found. */
  float down(int pixel) {
    return down[pixel];
  }
}
