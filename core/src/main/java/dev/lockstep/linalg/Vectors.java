package dev.lockstep.linalg;

import java.util.Arrays;

/**
 * Loops over flat arrays. Each is written so that HotSpot turns it into vector instructions: one
 * induction variable, no branch, no call that is not an intrinsic.
 */
public final class Vectors {
  private Vectors() {}

  /** y += x. x, y: [n]. */
  public static void add(float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] += x[i];
    }
  }

  /** y += x. x, y: [n]. */
  public static void add(double[] x, double[] y) {
    for (int i = 0; i < y.length; i++) {
      y[i] += x[i];
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

  /**
   * Every row of the strip [rows, n] of y, starting at offset, += bias[biasOffset .. biasOffset +
   * n).
   */
  public static void addToRows(
      float[] y, int offset, int rows, float[] bias, int biasOffset, int n) {
    for (int r = 0; r < rows; r++) {
      int row = offset + r * n;
      for (int j = 0; j < n; j++) {
        y[row + j] += bias[biasOffset + j];
      }
    }
  }

  /**
   * sums[sumsOffset .. sumsOffset + n) += the column sums of the strip [rows, n] of x, starting at
   * offset.
   */
  public static void addColumnSums(
      float[] x, int offset, int rows, float[] sums, int sumsOffset, int n) {
    int r = 0;
    for (; r + 4 <= rows; r += 4) {
      int a = offset + r * n;
      int b = a + n;
      int c = b + n;
      int d = c + n;
      for (int j = 0; j < n; j++) {
        sums[sumsOffset + j] += (x[a + j] + x[b + j]) + (x[c + j] + x[d + j]);
      }
    }
    for (; r < rows; r++) {
      int a = offset + r * n;
      for (int j = 0; j < n; j++) {
        sums[sumsOffset + j] += x[a + j];
      }
    }
  }

  /** x = 0 from index from to index to. */
  public static void clear(float[] x, int from, int to) {
    Arrays.fill(x, from, to, 0f);
  }
}
