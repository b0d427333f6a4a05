package dev.lockstep.augment;

/** A change of pixels where they are. */
sealed interface Pixelwise extends Transform permits Noise, Cutout {
  /**
   * Draws such a change, and makes it.
   *
   * @param image [channels, height, width] in the table's units, modified
   */
  void draw(Draws draws, ImageShape shape, float[] image);
}
