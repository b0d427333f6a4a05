package dev.lockstep.nn.layer;

import dev.lockstep.linalg.Matrix;

/**
 * A stage that needs sums over all parts of a mini-batch before it goes on, in either direction:
 * its own are asked for, and it takes those of all parts, right before {@link Stage#forward} and
 * {@link Stage#backward}. One that takes nothing has all examples itself.
 */
public interface JointStage {
  /**
   * Sums over the rows of this part.
   *
   * @param x [batch, inputs], not modified; there may be no rows
   * @return [n], the caller's until the next call of any method here
   */
  double[] beforeForward(Matrix x);

  /**
   * Sums over the rows of this part, from {@link Stage#outputGradient()}, which is overwritten.
   *
   * @param x [batch, inputs], the input of {@link Stage#forward}; there may be no rows
   * @return [n], the caller's until the next call of any method here
   */
  double[] beforeBackward(Matrix x);

  /**
   * Takes the sums over all parts.
   *
   * @param totals [n], as many as were given last, not modified
   */
  void take(double[] totals);
}
