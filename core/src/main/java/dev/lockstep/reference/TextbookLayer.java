package dev.lockstep.reference;

/** One layer of a {@link TextbookNetwork} at some parameters. Matrices are arrays of rows. */
interface TextbookLayer {
  /** x: [n, inputs], not modified; result: [n, outputs]. */
  double[][] outputs(double[][] x);

  /**
   * Adds the sum of dL/dtheta over the rows to the gradient.
   *
   * @param x [n, inputs], not modified
   * @param dy dL/dy [n, outputs], not modified
   * @param gradient [layout size]
   * @return dL/dx [n, inputs]
   */
  double[][] gradient(double[][] x, double[][] dy, double[] gradient);
}
