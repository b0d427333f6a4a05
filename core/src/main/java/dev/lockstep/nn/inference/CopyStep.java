package dev.lockstep.nn.inference;

import dev.lockstep.nn.layer.Activation;

/** What an activation that follows no other layer is computed with. */
final class CopyStep extends Step {
  CopyStep(int width, Activation activation) {
    super(width, activation);
  }

  @Override
  void compute(float[] x, float[] y, Scratch scratch) {
    System.arraycopy(x, 0, y, 0, outputs());
  }

  @Override
  void compute(float[][] x, float[][] y, int n) {
    for (int c = 0; c < outputs(); c++) {
      System.arraycopy(x[c], 0, y[c], 0, n);
    }
  }
}
