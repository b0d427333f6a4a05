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

  /** Rows whose numbers are moved to lanes together: half a line of the cache in each. */
  private static final int TILE = 8;

  /**
   * Makes 0 of -0, and nothing of anything else: a product of 0 may change the sign of a 0 that it
   * is added to, and a single row leaves such products out.
   */
  private static final float PLAIN_ZERO = 0f;

  private final Matrix features;
  private final Matrix outputs;
  private final Scratch scratch;
  private final float[][] rows;
  private final float[][] even;
  private final float[][] odd;

  /**
   * Room for up to capacity rows. With room for 1, that is computed in the way that is fastest for
   * a single row; with room for more, in blocks, for which it takes hundreds to be fast.
   */
  public InferenceBatch(Network network, int capacity) {
    int widest = network.widest();
    int lanes = capacity == 1 ? 0 : Math.min(capacity, BLOCK_ROWS);
    features = Matrix.zeros(capacity, network.inputs());
    outputs = Matrix.zeros(capacity, network.outputs());
    scratch = new Scratch(widest, lanes);
    rows = new float[2][capacity == 1 ? widest : 0];
    even = new float[capacity == 1 ? 0 : widest][lanes];
    odd = new float[capacity == 1 ? 0 : widest][lanes];
  }

  /** How many floats a batch takes. */
  public static long floats(Network network, int capacity) {
    long batch = (long) network.inputs() + network.outputs();
    return capacity * batch + 2L * Math.min(capacity, BLOCK_ROWS) * network.widest();
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
    if (features.capacity() == 1 && all == 1) {
      row(steps);
      return outputs;
    }
    for (int from = 0; from < all; from += BLOCK_ROWS) {
      block(steps, from, Math.min(BLOCK_ROWS, all - from));
    }
    return outputs;
  }

  private void row(Step[] steps) {
    float[] x = features.data();
    for (int i = 0; i < steps.length; i++) {
      float[] y = rows[i & 1];
      steps[i].row(x, y, scratch);
      x = y;
    }
    for (int c = 0; c < outputs.columns(); c++) {
      outputs.set(0, c, x[c] + PLAIN_ZERO);
    }
  }

  private void block(Step[] steps, int from, int n) {
    spread(from, n);
    float[][] x = even;
    float[][] y = odd;
    for (Step step : steps) {
      step.lanes(x, y, n, scratch);
      float[][] free = x;
      x = y;
      y = free;
    }
    gather(x, from, n);
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
