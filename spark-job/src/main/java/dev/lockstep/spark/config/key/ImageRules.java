package dev.lockstep.spark.config.key;

import dev.lockstep.augment.ImageShape;
import java.util.Locale;
import java.util.function.BiConsumer;

/** What must hold between the shape of images and what is done to them. */
record ImageRules(Values values, BiConsumer<Key<?>, String> problems) {
  void check() {
    changesLeaveSomethingOfImages();
  }

  private void changesLeaveSomethingOfImages() {
    values
        .find(AugmentationKeys.SHAPE)
        .ifPresent(
            shape -> {
              atMost(AugmentationKeys.SHIFT, shape.side() - 1, shape);
              atMost(AugmentationKeys.CUTOUT, shape.side(), shape);
            });
  }

  private void atMost(Key<Integer> key, int most, ImageShape shape) {
    values
        .find(key)
        .filter(pixels -> pixels > most)
        .ifPresent(
            pixels ->
                problems.accept(
                    key,
                    String.format(
                        Locale.ROOT,
                        "found %d for images of shape %s; allowed: at most %d",
                        pixels,
                        shape,
                        most)));
  }
}
