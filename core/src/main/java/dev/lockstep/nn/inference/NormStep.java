package dev.lockstep.nn.inference;

import dev.lockstep.nn.layer.Activation;
import dev.lockstep.nn.layer.BatchNorm;
import java.util.function.Function;

/** Batch normalization by the running statistics. */
final class NormStep extends Step {
  private final float[] mean;
  private final float[] inverse;
  private final float[] gamma;
  private final float[] beta;

  /**
   * A step.
   *
   * @param tensors the layer's values by name, such as "running_mean"
   */
  NormStep(BatchNorm layer, Function<String, float[]> tensors, Activation activation) {
    super(layer.width(), activation);
    mean = tensors.apply("running_mean");
    gamma = tensors.apply("weight");
    beta = tensors.apply("bias");
    inverse = tensors.apply("running_var");
    for (int c = 0; c < inverse.length; c++) {
      inverse[c] = (float) (1 / Math.sqrt((double) inverse[c] + layer.epsilon()));
    }
  }

  @Override
  void compute(float[] x, float[] y, Scratch scratch) {
    for (int c = 0; c < mean.length; c++) {
      y[c] = (x[c] - mean[c]) * inverse[c] * gamma[c] + beta[c];
    }
  }

  @Override
  void compute(float[][] x, float[][] y, int n) {
    for (int c = 0; c < mean.length; c++) {
      normalize(x[c], y[c], n, c);
    }
  }

  private void normalize(float[] x, float[] y, int n, int c) {
    float m = mean[c];
    float v = inverse[c];
    float g = gamma[c];
    float b = beta[c];
    for (int i = 0; i < n; i++) {
      y[i] = (x[i] - m) * v * g + b;
    }
  }
}
