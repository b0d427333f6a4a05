package dev.lockstep.nn.layer;

import dev.lockstep.linalg.Matrix;
import org.jspecify.annotations.Nullable;

/**
 * A layer, or a layer fused with its activation, together with the buffers it writes to. Confined
 * to one thread.
 */
public abstract class Stage {
  private final Matrix output;
  private final Matrix outputGradient;

  Stage(int capacity, int outputs) {
    output = Matrix.zeros(capacity, outputs);
    outputGradient = Matrix.zeros(capacity, outputs);
  }

  /** Overwrites {@link #output()}. x: [batch, inputs], not modified. */
  public abstract void forward(Pass pass, float[] parameters, Matrix x);

  /**
   * Adds this stage's part to the flat gradient, from {@link #outputGradient()}, which is
   * overwritten.
   *
   * @param pass as {@link #forward} had it
   * @param x [batch, inputs], the input of {@link #forward}
   * @param dx [batch, inputs], overwritten with the gradient with respect to x; null if nobody
   *     needs it
   */
  public abstract void backward(
      Pass pass, float[] parameters, float[] gradient, Matrix x, @Nullable Matrix dx);

  /** [batch, outputs]. */
  public final Matrix output() {
    return output;
  }

  /** The gradient of the summed loss with respect to {@link #output()}, [batch, outputs]. */
  public final Matrix outputGradient() {
    return outputGradient;
  }

  /**
   * What an activation's backward pass reads: room beside {@link #output()}, element by element, or
   * that itself.
   */
  final float[] kept(Activation activation) {
    float[] y = output.data();
    return activation.keepsSlope() ? new float[y.length] : y;
  }

  public final void resize(int rows) {
    output.resize(rows);
    outputGradient.resize(rows);
  }
}
