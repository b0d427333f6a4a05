package dev.lockstep.nn.inference;

/**
 * Adds products to sums that lie side by side in an array. Each is written so that HotSpot turns it
 * into vector instructions: every array is read from its beginning, and none is read at two places.
 *
 * <p>However products are grouped here, each is added to its sum by itself, in the order of the
 * inputs, by a fused multiply-add: so sums have the same bits on every path.
 */
final class Products {
  private Products() {}

  /** y += p a. a, y: [n]. */
  static void add(float[] a, float p, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.fma(p, a[i], y[i]);
    }
  }

  /** y = ((y + p a) + q b) + r c) + s d. a, b, c, d, y: [n]. */
  static void add(
      float[] a,
      float p,
      float[] b,
      float q,
      float[] c,
      float r,
      float[] d,
      float s,
      float[] y,
      int n) {
    for (int i = 0; i < n; i++) {
      y[i] = Math.fma(s, d[i], Math.fma(r, c[i], Math.fma(q, b[i], Math.fma(p, a[i], y[i]))));
    }
  }

  /**
   * y_k = (y_k + p_k a) + q_k b for four sums: what is read once is used four times.
   *
   * @param w p_k = w[at + k * stride], and q_k behind it
   * @param y sums k to k + 3, each [n]
   */
  static void add(float[] a, float[] b, float[] w, int at, int stride, float[][] y, int k, int n) {
    float p0 = w[at];
    float q0 = w[at + 1];
    float p1 = w[at + stride];
    float q1 = w[at + stride + 1];
    float p2 = w[at + 2 * stride];
    float q2 = w[at + 2 * stride + 1];
    float p3 = w[at + 3 * stride];
    float q3 = w[at + 3 * stride + 1];
    add(a, b, p0, q0, p1, q1, p2, q2, p3, q3, y[k], y[k + 1], y[k + 2], y[k + 3], n);
  }

  private static void add(
      float[] a,
      float[] b,
      float p0,
      float q0,
      float p1,
      float q1,
      float p2,
      float q2,
      float p3,
      float q3,
      float[] y0,
      float[] y1,
      float[] y2,
      float[] y3,
      int n) {
    for (int i = 0; i < n; i++) {
      float u = a[i];
      float v = b[i];
      y0[i] = Math.fma(q0, v, Math.fma(p0, u, y0[i]));
      y1[i] = Math.fma(q1, v, Math.fma(p1, u, y1[i]));
      y2[i] = Math.fma(q2, v, Math.fma(p2, u, y2[i]));
      y3[i] = Math.fma(q3, v, Math.fma(p3, u, y3[i]));
    }
  }
}
