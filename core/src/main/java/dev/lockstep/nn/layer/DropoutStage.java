package dev.lockstep.nn.layer;

import dev.lockstep.linalg.Matrix;
import dev.lockstep.linalg.Randomness;
import dev.lockstep.linalg.Randomness.Purpose;
import dev.lockstep.linalg.Vectors;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Drops units, in both directions the same. */
final class DropoutStage extends Stage {
  private static final int GOLDEN = 0x9E3779B9;

  /** Of a hash; the rest of its bits decide nothing. */
  private static final int BITS = 24;

  private final int layer;
  private final int threshold;

  /** What a unit is multiplied by that is dropped, and one that is kept. */
  private final float[] factors;

  /** What tells units of a row apart, [width]. */
  private final int[] units;

  /** 1 for a unit of the row at hand that is kept, otherwise 0, [width]. */
  private final int[] keeps;

  /** [capacity, width]. */
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
    this.factors = new float[] {0, (float) (1 / dropout.keepProb())};
    this.units = new int[width];
    Arrays.setAll(units, unit -> unit * GOLDEN);
    this.keeps = new int[width];
    this.mask = new float[output().data().length];
  }

  @Override
  public void forward(Pass pass, float[] parameters, Matrix x) {
    Matrix y = output();
    System.arraycopy(x.data(), x.offset(), y.data(), y.offset(), x.size());
    if (pass.isTraining()) {
      long base =
          Randomness.mix(
              Randomness.seed(pass.seed(), Purpose.DROPOUT, pass.step(), pass.shard()) ^ layer);
      for (int r = 0; r < x.rows(); r++) {
        draw((int) Randomness.mix(base + pass.position() + r));
        fill(y.row(r));
      }
      Vectors.multiply(mask, y.data(), y.size());
    }
  }

  /**
   * Decides which units of a row are kept: the hash is lowbias32 (Wellons, "Hash function
   * prospector", 2018). A loop of its own, as one that makes floats of it would not be vectorized.
   */
  private void draw(int key) {
    int limit = threshold;
    int[] kept = keeps;
    int[] unit = units;
    for (int i = 0; i < kept.length; i++) {
      int h = key + unit[i];
      h = (h ^ (h >>> 16)) * 0x7FEB352D;
      h = (h ^ (h >>> 15)) * 0x846CA68B;
      h ^= h >>> 16;
      // The difference is negative, and its highest bit 1, where the unit is kept.
      kept[i] = ((h >>> (Integer.SIZE - BITS)) - limit) >>> (Integer.SIZE - 1);
    }
  }

  private void fill(int from) {
    for (int i = 0; i < keeps.length; i++) {
      mask[from + i] = factors[keeps[i]];
    }
  }

  @Override
  public void backward(
      Pass pass, float[] parameters, float[] gradient, Matrix x, @Nullable Matrix dx) {
    if (dx != null) {
      Matrix dy = outputGradient();
      Vectors.multiply(mask, dy.data(), dy.size());
      System.arraycopy(dy.data(), dy.offset(), dx.data(), dx.offset(), dy.size());
    }
  }
}
