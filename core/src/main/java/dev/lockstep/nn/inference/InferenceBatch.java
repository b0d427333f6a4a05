package dev.lockstep.nn.inference;

import dev.lockstep.linalg.Matrix;
import dev.lockstep.nn.Network;

/**
 * Rows to be predicted, and all that {@link Inference} writes to, allocated once. Confined to one
 * thread.
 */
public final class InferenceBatch {
  /**
   * Rows at a time: HotSpot takes the first and the last numbers of a loop one by one, which costs
   * as much as a hundred others, and yet the inputs to a layer are to stay in the cache.
   */
  private static final int BLOCK_ROWS = 256;

  /** Below so many rows, lanes would be mostly empty. */
  private static final int LEAST_LANES = 16;

  /** By how many rows it is told whether most inputs are 0. */
  private static final int SAMPLED_ROWS = 4;

  /** Rows whose numbers are moved to lanes together: half a line of the cache in each. */
  private static final int TILE = 8;

  /**
   * Makes 0 of -0, and nothing of anything else: a product of 0 may change the sign of a 0 that it is
   * added to, and where most inputs are 0 these are left out.
   */
  private static final float PLAIN_ZERO = 0f;

  private final Matrix features;
  private final Matrix outputs;
  private final Scratch scratch;
  private final float[][] rows;
  private final float[][] even;
  private final float[][] odd;

  /** Room for up to capacity rows. */
  public InferenceBatch(Network network, int capacity) {
    int widest = network.widest();
    int lanes = capacity < LEAST_LANES ? 0 : Math.min(capacity, BLOCK_ROWS);
    features = Matrix.zeros(capacity, network.inputs());
    outputs = Matrix.zeros(capacity, network.outputs());
    scratch = new Scratch(widest, lanes);
    rows = new float[TILE][widest];
    even = new float[widest][lanes];
    odd = new float[widest][lanes];
  }

  /** The most rows. */
  public int capacity() {
    return features.capacity();
  }

  /** Sets the number of rows; {@link #features()} are then to be filled. */
  public InferenceBatch resize(int newRows) {
    features.resize(newRows);
    outputs.resize(newRows);
    return this;
  }

  /** [rows, inputs]. */
  public Matrix features() {
    return features;
  }

  Matrix outputs(Step[] steps) {
    int all = features.rows();
    for (int from = 0; from < all; from += BLOCK_ROWS) {
      int n = Math.min(BLOCK_ROWS, all - from);
      if (n < LEAST_LANES) {
        for (int r = from; r < from + n; r++) {
          row(steps, r);
        }
      } else {
        block(steps, from, n);
      }
    }
    return outputs;
  }

  private void row(Step[] steps, int r) {
    float[] x = features.data();
    int at = features.row(r);
    for (int i = 0; i < steps.length; i++) {
      float[] y = rows[i & 1];
      steps[i].row(x, at, y, scratch);
      x = y;
      at = 0;
    }
    for (int c = 0; c < outputs.columns(); c++) {
      outputs.set(r, c, x[c] + PLAIN_ZERO);
    }
  }

  private void block(Step[] steps, int from, int n) {
    int first = 0;
    if (steps[0] instanceof DenseStep dense && isSparse(from)) {
      spread(dense, from, n);
      first = 1;
    } else {
      spread(from, n);
    }
    float[][] x = even;
    float[][] y = odd;
    for (int i = first; i < steps.length; i++) {
      steps[i].lanes(x, y, n, scratch);
      float[][] free = x;
      x = y;
      y = free;
    }
    gather(x, from, n);
  }

  /** Whether at most a quarter of the inputs of the first rows is not 0. */
  private boolean isSparse(int from) {
    int count = 0;
    int end = features.row(from + SAMPLED_ROWS);
    for (int i = features.row(from); i < end; i++) {
      count += features.data()[i] != 0 ? 1 : 0;
    }
    return 4 * count <= SAMPLED_ROWS * features.columns();
  }

  /** The outputs of the first layer, each row in its lane. */
  private void spread(DenseStep dense, int from, int n) {
    for (int r = 0; r < n; r += TILE) {
      int count = Math.min(TILE, n - r);
      for (int k = 0; k < count; k++) {
        dense.row(features.data(), features.row(from + r + k), rows[k], scratch);
      }
      for (int c = 0; c < dense.outputs(); c++) {
        float[] lane = even[c];
        for (int k = 0; k < count; k++) {
          lane[r + k] = rows[k][c];
        }
      }
    }
  }

  /** The features, each row in its lane. */
  private void spread(int from, int n) {
    float[] x = features.data();
    int width = features.columns();
    for (int r = 0; r < n; r += TILE) {
      int end = Math.min(n, r + TILE);
      for (int c = 0; c < width; c++) {
        float[] lane = even[c];
        int at = features.row(from + r) + c;
        for (int k = r; k < end; k++) {
          lane[k] = x[at];
          at += width;
        }
      }
    }
  }

  private void gather(float[][] y, int from, int n) {
    for (int c = 0; c < outputs.columns(); c++) {
      float[] lane = y[c];
      int at = outputs.row(from) + c;
      for (int r = 0; r < n; r++) {
        outputs.data()[at] = lane[r] + PLAIN_ZERO;
        at += outputs.columns();
      }
    }
  }
}
