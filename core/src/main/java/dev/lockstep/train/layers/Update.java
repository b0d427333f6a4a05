package dev.lockstep.train.layers;

import dev.lockstep.linalg.Range;
import dev.lockstep.linalg.Vectors;
import dev.lockstep.nn.ParameterLayout.Tensor;
import dev.lockstep.train.layers.LayerFigures.TensorFigures;

/** How a step moved the parameters. */
public final class Update {
  private final float[] gradient;
  private final float[] before;
  private final float[] after;

  /**
   * From what they were to what they are, [n] each, kept and not modified.
   *
   * @param gradient as the optimizer had it: the mean, with penalties, clipped
   */
  public Update(float[] gradient, float[] before, float[] after) {
    this.gradient = gradient;
    this.before = before;
    this.after = after;
  }

  /** Of one tensor, under that name. */
  TensorFigures figures(Tensor tensor, String name) {
    Range range = tensor.range();
    return new TensorFigures(
        name,
        range.length(),
        Math.sqrt(Vectors.sumOfSquares(before, range)),
        Math.sqrt(Vectors.sumOfSquares(gradient, range)),
        distance(range));
  }

  private double distance(Range range) {
    double squares = 0;
    for (int i = range.from(); i < range.to(); i++) {
      double moved = (double) after[i] - before[i];
      squares += moved * moved;
    }
    return Math.sqrt(squares);
  }
}
