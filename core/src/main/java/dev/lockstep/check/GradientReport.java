package dev.lockstep.check;

import java.util.List;

/**
 * What a gradient check has found.
 *
 * @param rows examples whose mean loss was differentiated
 * @param objective J, with the penalty
 * @param penalty what of J is the penalty
 * @param tensors in the order of the layers
 * @param float64 of all checked parameters together
 * @param float32 of all checked parameters together
 */
public record GradientReport(
    int rows,
    double objective,
    double penalty,
    List<TensorCheck> tensors,
    Comparison float64,
    Comparison float32) {
  public GradientReport {
    tensors = List.copyOf(tensors);
  }

  /** How many parameters were compared. */
  public int checked() {
    return tensors.stream().mapToInt(TensorCheck::checked).sum();
  }

  /** How many were left out at corners. */
  public int corners() {
    return tensors.stream().mapToInt(TensorCheck::corners).sum();
  }

  /** How many parameters are trained. */
  public long parameters() {
    return tensors.stream().mapToLong(each -> each.tensor().range().length()).sum();
  }

  /** The tensors to worry about, in the order of the layers. */
  public List<TensorCheck> worrying() {
    return tensors.stream().filter(TensorCheck::isWorrying).toList();
  }
}
