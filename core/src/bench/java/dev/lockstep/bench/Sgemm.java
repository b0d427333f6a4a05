package dev.lockstep.bench;

import dev.ludovic.netlib.blas.BLAS;

/** The three products of a dense layer on row-major arrays. */
final class Sgemm {
  private final BLAS blas = NativeBlas.load();

  /** z = x w^T. x: [m, in] from x[xOffset]; w: [out, in]; z: [m, out], overwritten. */
  void forward(int m, int in, int out, float[] x, int xOffset, float[] w, float[] z) {
    blas.sgemm("T", "N", out, m, in, 1f, w, 0, in, x, xOffset, in, 0f, z, 0, out);
  }

  /** dw = dz^T x. dz: [m, out]; x: [m, in] from x[xOffset]; dw: [out, in], overwritten. */
  void weightGradient(int m, int in, int out, float[] dz, float[] x, int xOffset, float[] dw) {
    blas.sgemm("N", "T", in, out, m, 1f, x, xOffset, in, dz, 0, out, 0f, dw, 0, in);
  }

  /** dx = dz w. dz: [m, out]; w: [out, in]; dx: [m, in], overwritten. */
  void inputGradient(int m, int in, int out, float[] dz, float[] w, float[] dx) {
    blas.sgemm("N", "N", in, m, out, 1f, w, 0, in, dz, 0, out, 0f, dx, 0, in);
  }
}
