package dev.lockstep.nn.layer;

import dev.lockstep.linalg.Matrix;

/**
 * Batch normalization by the statistics of a whole mini-batch, of which this stage has a part.
 *
 * <p>Forward, one sum of both columns' sums and sums of squares is enough. Squares as such would
 * lose the variance of a column whose mean is large in float32; here they are made in float64 of
 * the squares of distances from the part's own mean, which lose nothing.
 */
final class SyncBatchNormStage extends BatchNormStage implements JointStage {
  /** Columns' sums, their sums of squares and how many rows there are, of a part. */
  private final double[] forward;

  /** Columns' sums of gradients, and of gradients times what gamma multiplies, of a part. */
  private final double[] backward;

  /** The same of all parts, whichever is at hand. */
  private final double[] totals;

  /** Whether the totals are those of the direction that comes next. */
  private boolean taken;

  SyncBatchNormStage(BatchNorm layer, Place place, Activation activation, int capacity) {
    super(layer, place, activation, capacity);
    this.forward = new double[2 * width + 1];
    this.backward = new double[2 * width];
    this.totals = new double[2 * width + 1];
  }

  @Override
  public double[] beforeForward(Matrix x) {
    taken = false;
    double n = x.rows();
    sumRows(x);
    System.arraycopy(sums, 0, forward, 0, width);
    setMean(Math.max(1, n));
    sumSquares(x);
    for (int c = 0; c < width; c++) {
      double m = mean[c];
      // sum x^2 = sum (x - m)^2 + m (2 sum x - n m)
      forward[width + c] = sums[c] + m * (2 * forward[c] - n * m);
    }
    forward[2 * width] = n;
    return forward;
  }

  @Override
  public double[] beforeBackward(Matrix x) {
    taken = false;
    super.sumGradients(x);
    System.arraycopy(sums, 0, backward, 0, width);
    System.arraycopy(products, 0, backward, width, width);
    return backward;
  }

  @Override
  public void take(double[] all) {
    System.arraycopy(all, 0, totals, 0, all.length);
    taken = true;
  }

  @Override
  double measure(Matrix x) {
    if (!taken) {
      return super.measure(x);
    }
    taken = false;
    double n = totals[2 * width];
    for (int c = 0; c < width; c++) {
      double m = totals[c] / n;
      mean[c] = (float) m;
      variance[c] = (float) Math.max(0, totals[width + c] / n - m * m);
    }
    return n;
  }

  @Override
  void sumGradients(Matrix x) {
    if (!taken) {
      super.sumGradients(x);
    }
  }

  @Override
  void totalGradients() {
    if (taken) {
      System.arraycopy(totals, 0, sums, 0, width);
      System.arraycopy(totals, width, products, 0, width);
      taken = false;
    }
  }
}
