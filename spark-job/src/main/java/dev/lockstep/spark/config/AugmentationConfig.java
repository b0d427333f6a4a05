package dev.lockstep.spark.config;

import dev.lockstep.augment.Augmentation;
import dev.lockstep.augment.ImageShape;
import dev.lockstep.augment.PixelScale;
import dev.lockstep.augment.Transform;
import java.util.List;

/**
 * How images are changed in training.
 *
 * @param shape that features have
 * @param transforms in the order in which they are made; none leaves images as they are
 */
public record AugmentationConfig(ImageShape shape, List<Transform> transforms) {
  public AugmentationConfig {
    transforms = List.copyOf(transforms);
    for (Transform transform : transforms) {
      transform.check(shape);
    }
  }

  /** Of the images of a table. */
  public Augmentation create(PixelScale scale) {
    return new Augmentation(shape, scale, transforms);
  }
}
