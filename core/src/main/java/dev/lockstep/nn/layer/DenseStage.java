package dev.lockstep.nn.layer;

import dev.lockstep.linalg.Blas;
import dev.lockstep.linalg.Matrix;
import dev.lockstep.linalg.Vectors;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A dense layer fused with the activation that follows it: the product is accumulated onto the
 * repeated bias, and the activation is the only pass over it that remains.
 */
final class DenseStage extends Stage {
  private static final int NO_BIAS = -1;

  private final Blas blas;
  private final Activation activation;
  private final int weight;
  private final int bias;
  private final float[] kept;
  private final float[] ones;

  /**
   * A stage.
   *
   * @param offset where the weight begins in the flat parameters; the bias follows
   */
  DenseStage(Blas blas, Dense dense, int offset, Activation activation, int capacity) {
    super(capacity, dense.outputs());
    this.blas = blas;
    this.activation = activation;
    this.weight = offset;
    this.bias = dense.bias() ? weight + dense.inputs() * dense.outputs() : NO_BIAS;
    this.kept = kept(activation);
    this.ones = new float[capacity];
    Arrays.fill(ones, 1f);
  }

  @Override
  public void forward(Pass pass, float[] parameters, Matrix x) {
    Matrix y = output();
    if (bias == NO_BIAS) {
      Vectors.clear(y.data(), y.offset(), y.offset() + y.size());
    } else {
      Vectors.repeat(parameters, bias, y);
    }
    blas.addProductTransposed(x, parameters, weight, y);
    activation.forward(y.data(), kept, y.offset(), y.offset() + y.size());
  }

  @Override
  public void backward(
      Pass pass, float[] parameters, float[] gradient, Matrix x, @Nullable Matrix dx) {
    Matrix dz = outputGradient();
    activation.backward(kept, dz.data(), dz.offset(), dz.offset() + dz.size());
    if (bias != NO_BIAS) {
      blas.addColumnSums(dz, ones, gradient, bias);
    }
    blas.addTransposedProduct(dz, x, gradient, weight);
    if (dx != null) {
      blas.multiply(dz, parameters, weight, dx);
    }
  }
}
