package dev.lockstep.augment;

/** A change of where things are, by an affine map of the whole image. */
sealed interface Geometric extends Transform permits Mirror, Shift, Rotate, Scale {
  /** Draws such a change, and makes it after those that the map has. */
  void draw(Draws draws, AffineMap map);
}
