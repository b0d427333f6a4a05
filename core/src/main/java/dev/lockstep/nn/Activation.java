package dev.lockstep.nn;

/**
 * An elementwise function y = f(z) whose derivative can be told from y alone, so that z need not be
 * kept.
 */
public sealed interface Activation extends Layer permits Identity, Relu, LeakyRelu, Tanh, Sigmoid {
  /** y = f(y), in place, from index from to index to. */
  void forward(float[] y, int from, int to);

  /** dy *= f'(z) where y = f(z), in place, from index from to index to of both. */
  void backward(float[] y, float[] dy, int from, int to);

  @Override
  default int outputs(int inputs) {
    return inputs;
  }
}
