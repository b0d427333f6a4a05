package dev.lockstep.nn;

import dev.lockstep.linalg.Blas;
import dev.lockstep.linalg.Matrix;
import dev.lockstep.linalg.Vectors;
import org.jspecify.annotations.Nullable;

/**
 * A dense layer fused with the activation that follows it. Between the matrix products, bias and
 * activation pass over the rows in strips that stay in the first-level cache, so memory is read
 * once for both.
 */
final class DenseStage extends Stage {
  /** 8 KiB of float32: a strip and its gradient fit the first-level cache beside each other. */
  private static final int STRIP_ELEMENTS = 2048;

  private static final int NO_BIAS = -1;

  private final Blas blas;
  private final Activation activation;
  private final int weight;
  private final int bias;
  private final int stripRows;

  DenseStage(Blas blas, DensePlace place, Activation activation, int capacity) {
    super(capacity, place.dense().outputs());
    this.blas = blas;
    this.activation = activation;
    this.weight = place.offset();
    this.bias = place.dense().bias() ? weight + weights(place.dense()) : NO_BIAS;
    this.stripRows = Math.max(1, STRIP_ELEMENTS / place.dense().outputs());
  }

  /** A dense layer and where its weight begins in the flat parameters; the bias follows. */
  record DensePlace(Dense dense, int offset) {}

  private static int weights(Dense dense) {
    return dense.inputs() * dense.outputs();
  }

  @Override
  void forward(float[] parameters, Matrix x) {
    Matrix y = output();
    blas.multiplyTransposed(x, parameters, weight, y);
    int columns = y.columns();
    for (int r = 0; r < y.rows(); r += stripRows) {
      int rows = Math.min(stripRows, y.rows() - r);
      int from = y.row(r);
      if (bias != NO_BIAS) {
        Vectors.addToRows(y.data(), from, rows, parameters, bias, columns);
      }
      activation.forward(y.data(), from, from + rows * columns);
    }
  }

  @Override
  void backward(float[] parameters, float[] gradient, Matrix x, @Nullable Matrix dx) {
    Matrix y = output();
    Matrix dz = outputGradient();
    int columns = y.columns();
    for (int r = 0; r < y.rows(); r += stripRows) {
      int rows = Math.min(stripRows, y.rows() - r);
      int from = y.row(r);
      activation.backward(y.data(), dz.data(), from, from + rows * columns);
      if (bias != NO_BIAS) {
        Vectors.addColumnSums(dz.data(), from, rows, gradient, bias, columns);
      }
    }
    blas.addTransposedProduct(dz, x, gradient, weight);
    if (dx != null) {
      blas.multiply(dz, parameters, weight, dx);
    }
  }
}
