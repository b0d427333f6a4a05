package dev.lockstep.nn.layer;

import java.util.Arrays;

/** Sums of columns: place by place of some tiles in float32, and of these in float64. */
final class TileSums {
  /** Tiles that are added in float32. */
  private static final int TILES = 32;

  /** What is to be added to, [rows, columns] of a tile. */
  final float[] tile;

  private final double[] sums;
  private int tiles;

  /**
   * Sums.
   *
   * @param numbers in a tile
   * @param sums [columns], where they are when {@link #finish} has been called
   */
  TileSums(int numbers, double[] sums) {
    this.tile = new float[numbers];
    this.sums = sums;
  }

  void clear() {
    Arrays.fill(sums, 0);
  }

  /** A tile has been added. */
  void added() {
    tiles++;
    if (tiles == TILES) {
      finish();
    }
  }

  void finish() {
    for (int from = 0; from < tile.length; from += sums.length) {
      for (int c = 0; c < sums.length; c++) {
        sums[c] += tile[from + c];
      }
    }
    Arrays.fill(tile, 0f);
    tiles = 0;
  }
}
