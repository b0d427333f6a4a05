package dev.lockstep.nn.layer;

import dev.lockstep.linalg.Matrix;
import org.jspecify.annotations.Nullable;

/** An activation that no layer before it takes along. */
final class ActivationStage extends Stage {
  private final Activation activation;
  private final float[] kept;

  ActivationStage(Activation activation, int capacity, int width) {
    super(capacity, width);
    this.activation = activation;
    this.kept = kept(activation);
  }

  @Override
  public void forward(Pass pass, float[] parameters, Matrix x) {
    Matrix y = output();
    System.arraycopy(x.data(), x.offset(), y.data(), y.offset(), x.size());
    activation.forward(y.data(), kept, y.offset(), y.offset() + y.size());
  }

  @Override
  public void backward(
      Pass pass, float[] parameters, float[] gradient, Matrix x, @Nullable Matrix dx) {
    Matrix dy = outputGradient();
    activation.backward(kept, dy.data(), dy.offset(), dy.offset() + dy.size());
    if (dx != null) {
      System.arraycopy(dy.data(), dy.offset(), dx.data(), dx.offset(), dy.size());
    }
  }
}
