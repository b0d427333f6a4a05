package dev.lockstep.nn.layer;

/** An elementwise function y = f(z), in place, so that z is not kept. */
public sealed interface Activation extends Layer permits Identity, Relu, LeakyRelu, Tanh, Sigmoid {
  /**
   * Whether the forward pass keeps f'(z) in a place of its own, because y, a rounded number, does
   * not tell it well.
   */
  default boolean keepsSlope() {
    return false;
  }

  /**
   * y = f(y), in place, from index from to index to.
   *
   * @param kept the same range is overwritten with f'(z) by an activation that {@link #keepsSlope};
   *     otherwise not used
   */
  void forward(float[] y, float[] kept, int from, int to);

  /**
   * dy *= f'(z), in place, from index from to index to of both.
   *
   * @param kept what {@link #forward} kept, or else y = f(z); not modified
   */
  void backward(float[] kept, float[] dy, int from, int to);

  /**
   * Whether hardly any gradient goes through where f is y: the slope there is 0, or less than a
   * hundredth of what it is at the steepest place.
   */
  default boolean isFlat(float y) {
    return false;
  }

  @Override
  default int outputs(int inputs) {
    return inputs;
  }
}
