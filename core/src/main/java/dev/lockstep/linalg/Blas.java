package dev.lockstep.linalg;

import dev.ludovic.netlib.blas.BLAS;

/**
 * Products of row-major float32 matrices, computed by one backend of netlib on one thread:
 * parallelism comes from shards.
 *
 * <p>BLAS is column-major; a row-major matrix is the transpose of a column-major one, so each
 * product is asked for transposed.
 */
public final class Blas {
  private final BLAS netlib;
  private final BlasBackend backend;
  private final BlasKernel kernel;
  private final String description;

  Blas(BLAS netlib, BlasBackend backend, String description) {
    this(netlib, backend, BlasKernel.AUTO, description);
  }

  private Blas(BLAS netlib, BlasBackend backend, BlasKernel kernel, String description) {
    this.netlib = netlib;
    this.backend = backend;
    this.kernel = kernel;
    this.description = description;
  }

  static Blas ofOpenBlas(BLAS netlib, String version, BlasKernel kernel) {
    String named = kernel == BlasKernel.AUTO ? "" : ", kernel " + kernel;
    String description = "OpenBLAS " + version + " (netlib JNI" + named + ")";
    return new Blas(netlib, BlasBackend.NATIVE, kernel, description);
  }

  /** Which backend it is; not {@link BlasBackend#AUTO}. */
  public BlasBackend backend() {
    return backend;
  }

  /** The kernel of OpenBLAS; {@link BlasKernel#AUTO} for others, and where it has no name. */
  public BlasKernel kernel() {
    return kernel;
  }

  /** The backend, its version and its kernel, for logs and reports. */
  public String description() {
    return description;
  }

  /** y += x w^T. x: [m, k]; w: [n, k] from w[wOffset]; y: [m, n], accumulated into. */
  public void addProductTransposed(Matrix x, float[] w, int wOffset, Matrix y) {
    int m = x.rows();
    int k = x.columns();
    int n = y.columns();
    netlib.sgemm(
        "T", "N", n, m, k, 1f, w, wOffset, k, x.data(), x.offset(), k, 1f, y.data(), y.offset(), n);
  }

  /** x = y w. y: [m, n]; w: [n, k] from w[wOffset]; x: [m, k], overwritten. */
  public void multiply(Matrix y, float[] w, int wOffset, Matrix x) {
    int m = y.rows();
    int n = y.columns();
    int k = x.columns();
    netlib.sgemm(
        "N", "N", k, m, n, 1f, w, wOffset, k, y.data(), y.offset(), n, 0f, x.data(), x.offset(), k);
  }

  /** w += y^T x. y: [m, n]; x: [m, k]; w: [n, k] from w[wOffset], accumulated into. */
  public void addTransposedProduct(Matrix y, Matrix x, float[] w, int wOffset) {
    int m = y.rows();
    int n = y.columns();
    int k = x.columns();
    netlib.sgemm(
        "N", "T", k, n, m, 1f, x.data(), x.offset(), k, y.data(), y.offset(), n, 1f, w, wOffset, k);
  }

  /**
   * sums += the column sums of y. y: [m, n]; ones: at least m ones; sums: [n] from sums[offset],
   * accumulated into.
   */
  public void addColumnSums(Matrix y, float[] ones, float[] sums, int offset) {
    int m = y.rows();
    int n = y.columns();
    netlib.sgemv("N", n, m, 1f, y.data(), y.offset(), n, ones, 0, 1, 1f, sums, offset, 1);
  }
}
