package dev.lockstep.nn.layer;

import dev.lockstep.linalg.Matrix;
import dev.lockstep.linalg.Randomness;
import dev.lockstep.linalg.Randomness.Purpose;
import org.jspecify.annotations.Nullable;

/** Drops units, in both directions the same. */
final class DropoutStage extends Stage {
  private static final int GOLDEN = 0x9E3779B9;

  /** Of a hash; the rest of its bits decide nothing. */
  private static final int BITS = 24;

  private final int layer;
  private final int threshold;
  private final float scale;
  private final float[] mask;

  /**
   * A stage.
   *
   * @param layer its index, by which the masks of layers differ
   */
  DropoutStage(Dropout dropout, int layer, int capacity, int width) {
    super(capacity, width);
    this.layer = layer;
    this.threshold = (int) Math.round(dropout.keepProb() * (1 << BITS));
    this.scale = (float) (1 / dropout.keepProb());
    this.mask = new float[output().data().length];
  }

  @Override
  public void forward(Pass pass, float[] parameters, Matrix x) {
    Matrix y = output();
    if (!pass.isTraining()) {
      System.arraycopy(x.data(), x.offset(), y.data(), y.offset(), x.size());
      return;
    }
    long base =
        Randomness.mix(
            Randomness.seed(pass.seed(), Purpose.DROPOUT, pass.step(), pass.shard()) ^ layer);
    for (int r = 0; r < x.rows(); r++) {
      int key = (int) Randomness.mix(base + pass.position() + r);
      draw(key, y.row(r), y.columns());
      multiply(x.data(), x.row(r), y.data(), y.row(r), y.columns());
    }
  }

  /** Fills the mask of a row: the hash is lowbias32 (Wellons, "Hash function prospector", 2018). */
  private void draw(int key, int from, int n) {
    for (int i = 0; i < n; i++) {
      int h = key + i * GOLDEN;
      h = (h ^ (h >>> 16)) * 0x7FEB352D;
      h = (h ^ (h >>> 15)) * 0x846CA68B;
      h ^= h >>> 16;
      // The difference is negative, and its highest bit 1, where the unit is kept.
      mask[from + i] = scale * (((h >>> (Integer.SIZE - BITS)) - threshold) >>> (Integer.SIZE - 1));
    }
  }

  private void multiply(float[] x, int xFrom, float[] y, int yFrom, int n) {
    for (int i = 0; i < n; i++) {
      y[yFrom + i] = x[xFrom + i] * mask[yFrom + i];
    }
  }

  @Override
  public void backward(
      Pass pass, float[] parameters, float[] gradient, Matrix x, @Nullable Matrix dx) {
    if (dx != null) {
      Matrix dy = outputGradient();
      for (int r = 0; r < dy.rows(); r++) {
        multiply(dy.data(), dy.row(r), dx.data(), dx.row(r), dy.columns());
      }
    }
  }
}
