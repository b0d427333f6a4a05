package dev.lockstep.augment;

import java.io.Serializable;

/**
 * How an image lies in a row of features: channel by channel, in each the rows from top to bottom,
 * in each of these the pixels from left to right. Pixel (c, y, x) is feature (c height + y) width +
 * x.
 */
public record ImageShape(int channels, int height, int width) implements Serializable {
  /** Most channels, rows or columns: as many as a row may have features. */
  public static final int MOST = 1 << 20;

  public ImageShape {
    if (!isLength(channels) || !isLength(height) || !isLength(width)) {
      throw new IllegalArgumentException(
          "an image has from 1 to "
              + MOST
              + " channels, rows and columns, not "
              + show(channels, height, width));
    }
  }

  private static boolean isLength(int n) {
    return n >= 1 && n <= MOST;
  }

  /** Features of an image. */
  public long size() {
    return (long) channels * height * width;
  }

  /** Pixels of a channel. */
  int area() {
    return height * width;
  }

  /** The smaller of height and width. */
  public int side() {
    return Math.min(height, width);
  }

  @Override
  public String toString() {
    return show(channels, height, width);
  }

  private static String show(int channels, int height, int width) {
    return "[" + channels + ", " + height + ", " + width + "]";
  }
}
