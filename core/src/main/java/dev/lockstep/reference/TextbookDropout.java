package dev.lockstep.reference;

import dev.lockstep.linalg.Randomness;
import dev.lockstep.linalg.Randomness.Purpose;

/**
 * Inverted dropout in float64, with the units that {@link dev.lockstep.nn.layer.Dropout} drops in
 * step 0, of seed 0, in shard 0, from row 0.
 *
 * @param layer its index
 */
record TextbookDropout(double keepProb, int layer) implements TextbookLayer {
  @Override
  public double[][] outputs(double[][] x) {
    return masked(x);
  }

  @Override
  public double[][] gradient(double[][] x, double[][] dy, double[] gradient) {
    return masked(dy);
  }

  private double[][] masked(double[][] values) {
    double[][] masked = new double[values.length][];
    for (int r = 0; r < values.length; r++) {
      masked[r] = new double[values[r].length];
      for (int j = 0; j < values[r].length; j++) {
        masked[r][j] = values[r][j] * mask(r, j);
      }
    }
    return masked;
  }

  /** 1 / keep_prob or 0, by 24 bits of a hash of row and column. */
  private double mask(int row, int column) {
    long base = Randomness.mix(Randomness.seed(0, Purpose.DROPOUT, 0, 0) ^ layer);
    long unsigned = 0xFFFFFFFFL;
    long h = (Randomness.mix(base + row) + column * 0x9E3779B9L) & unsigned;
    h = ((h ^ (h >> 16)) * 0x7FEB352DL) & unsigned;
    h = ((h ^ (h >> 15)) * 0x846CA68BL) & unsigned;
    h ^= h >> 16;
    return (h >> 8) / 0x1p24 < keepProb ? 1 / keepProb : 0;
  }
}
