package dev.lockstep.augment;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/**
 * How the images of a training are changed, in each epoch anew. First everything is put in its
 * place, in one resampling: mirrored, scaled, rotated and shifted in the order of the list, then
 * distorted. Noise and cutout follow, in the order of the list. What is brought in from beyond an
 * image is 0, in the table's units.
 *
 * @param scale what the features of shards are of the table's
 */
public record Augmentation(ImageShape shape, PixelScale scale, List<Transform> transforms)
    implements Serializable {
  public Augmentation {
    transforms = List.copyOf(transforms);
    if (scale.size() != shape.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "images of shape %s have %,d pixels; there are %,d features",
              shape,
              shape.size(),
              scale.size()));
    }
    if (transforms.stream().map(Object::getClass).distinct().count() < transforms.size()) {
      throw new IllegalArgumentException("there can be one transform of a kind, not " + transforms);
    }
    for (Transform transform : transforms) {
      transform.check(shape);
    }
  }

  /** Floats that an {@link Augmenter} keeps at most. */
  public long floats() {
    return 2 * shape.size() + ElasticField.floats(shape);
  }
}
