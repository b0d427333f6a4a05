package dev.lockstep.check;

import dev.lockstep.nn.ParameterLayout.Tensor;

/**
 * What came of the checked parameters of one tensor.
 *
 * @param checked how many were compared
 * @param corners how many were left out, as an activation has its corner where they were to be
 *     checked
 * @param float64 the textbook's backpropagation beside differences
 * @param float32 the backpropagation that trains beside differences
 */
public record TensorCheck(
    Tensor tensor, int checked, int corners, Comparison float64, Comparison float32) {
  /** Whether either gradient is to worry about. */
  public boolean isWorrying() {
    return float64.verdict() == GradientVerdict.WORRY || float32.verdict() == GradientVerdict.WORRY;
  }
}
