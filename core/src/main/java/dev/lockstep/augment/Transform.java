package dev.lockstep.augment;

import java.io.Serializable;

/** A random change of images. */
public sealed interface Transform extends Serializable permits Geometric, Elastic, Pixelwise {
  /** Throws IllegalArgumentException if images of that shape cannot be changed like that. */
  default void check(ImageShape shape) {}
}
