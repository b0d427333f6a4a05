package dev.lockstep.nn.inference;

import dev.lockstep.nn.layer.Activation;

/**
 * A layer with its parameters as it is in evaluation, and the activation that follows it: for a
 * single row, and for a block of rows that has each in a lane of its own. Both give the same bits,
 * but for the sign of a 0. Immutable.
 */
abstract sealed class Step permits DenseStep, NormStep, CopyStep {
  private final int outputs;
  private final Activation activation;

  Step(int outputs, Activation activation) {
    this.outputs = outputs;
    this.activation = activation;
  }

  /** Width of the output. */
  final int outputs() {
    return outputs;
  }

  /** Overwrites y: [outputs] for x: [inputs], which is not modified. */
  final void row(float[] x, float[] y, Scratch scratch) {
    compute(x, y, scratch);
    activation.forward(y, scratch.slopes, 0, outputs);
  }

  /** Overwrites y: [outputs][n] for x: [inputs][n], which is not modified. */
  final void lanes(float[][] x, float[][] y, int n, Scratch scratch) {
    compute(x, y, n);
    for (int o = 0; o < outputs; o++) {
      activation.forward(y[o], scratch.slopes, 0, n);
    }
  }

  /** What {@link #row} does, without the activation. */
  abstract void compute(float[] x, float[] y, Scratch scratch);

  /** What {@link #lanes} does, without the activation. */
  abstract void compute(float[][] x, float[][] y, int n);
}
