package dev.lockstep.linalg;

import java.util.Arrays;

/**
 * Loops over flat arrays. Each is written so that HotSpot turns it into vector instructions: one
 * induction variable, no branch, no call that is not an intrinsic.
 */
public final class Vectors {
  /** Floats that stay in the nearest cache while they are copied. */
  private static final int NEAR = 2048;

  private Vectors() {}

  /** y += x. x, y: [n]. */
  public static void add(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] += x[i];
    }
  }

  /** y += x over one range of both. */
  public static void add(float[] x, float[] y, Range range) {
    for (int i = range.from(); i < range.to(); i++) {
      y[i] += x[i];
    }
  }

  /** z = x + y. x, y, z: [n], any of which may be the same. */
  public static void sum(float[] x, float[] y, float[] z, int n) {
    for (int i = 0; i < n; i++) {
      z[i] = x[i] + y[i];
    }
  }

  /** y += x. x, y: [n]. */
  public static void add(double[] x, double[] y) {
    for (int i = 0; i < y.length; i++) {
      y[i] += x[i];
    }
  }

  /** y *= x. x, y: [n]. */
  public static void multiply(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] *= x[i];
    }
  }

  /** x *= factor. x: [n]. */
  public static void scale(float[] x, int n, float factor) {
    for (int i = 0; i < n; i++) {
      x[i] *= factor;
    }
  }

  /** y += a x over one range of both. */
  public static void addScaled(float[] x, float[] y, Range range, float a) {
    for (int i = range.from(); i < range.to(); i++) {
      y[i] += a * x[i];
    }
  }

  /** x limited to [-limit, limit]. x: [n]. */
  public static void clamp(float[] x, int n, float limit) {
    for (int i = 0; i < n; i++) {
      x[i] = Math.max(-limit, Math.min(limit, x[i]));
    }
  }

  /** Sum of squares of one range, in double. */
  public static double sumOfSquares(float[] x, Range range) {
    double sum = 0;
    for (int i = range.from(); i < range.to(); i++) {
      sum += (double) x[i] * x[i];
    }
    return sum;
  }

  /** Sum of absolute values of one range, in double. */
  public static double sumOfMagnitudes(float[] x, Range range) {
    double sum = 0;
    for (int i = range.from(); i < range.to(); i++) {
      sum += Math.abs(x[i]);
    }
    return sum;
  }

  /** x moved towards 0 by a distance, and no further than to 0, over one range. */
  public static void shrink(float[] x, Range range, float distance) {
    for (int i = range.from(); i < range.to(); i++) {
      x[i] = Math.max(x[i] - distance, 0f) + Math.min(x[i] + distance, 0f);
    }
  }

  /** Overwrites every row of y: [m, n] with row[offset .. offset + n). */
  public static void repeat(float[] row, int offset, Matrix y) {
    repeat(row, offset, y.data(), y.offset(), y.rows(), y.columns());
  }

  /**
   * The same in an array from an index on. Copies what it has copied, as far as that is near: a
   * call for every row would cost more than the row does.
   */
  public static void repeat(float[] row, int offset, float[] y, int at, int rows, int columns) {
    int done = Math.min(rows, 1);
    System.arraycopy(row, offset, y, at, done * columns);
    while (done < rows) {
      int more = Math.min(rows - done, Math.min(done, Math.max(1, NEAR / columns)));
      System.arraycopy(y, at, y, at + done * columns, more * columns);
      done += more;
    }
  }

  /** x = 0 from index from to index to. */
  public static void clear(float[] x, int from, int to) {
    Arrays.fill(x, from, to, 0f);
  }
}
