package dev.lockstep.spark.config.key;

import static dev.lockstep.spark.config.yaml.ValueType.integer;
import static dev.lockstep.spark.config.yaml.ValueType.number;

import dev.lockstep.augment.Cutout;
import dev.lockstep.augment.Elastic;
import dev.lockstep.augment.ImageShape;
import dev.lockstep.augment.Mirror;
import dev.lockstep.augment.Noise;
import dev.lockstep.augment.Rotate;
import dev.lockstep.augment.Scale;
import dev.lockstep.augment.Shift;
import dev.lockstep.augment.Transform;
import dev.lockstep.spark.config.AugmentationConfig;
import dev.lockstep.spark.config.yaml.Interval;
import dev.lockstep.spark.config.yaml.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The keys of section augmentation. */
final class AugmentationKeys {
  static final Section SECTION =
      new Section(
          "augmentation",
          "How images are changed at random in training, each in each epoch anew; evaluations take"
              + " them as they are. Without `augmentation.shape` nothing is.");

  private static final String NEEDED = "augmentation.shape";

  static final Key<ImageShape> SHAPE =
      SECTION.add(
          Key.of(
                  NEEDED,
                  TransformTypes.SHAPE,
                  "What the features are, in the order of their columns and elements: channel by"
                      + " channel, in each row by row, in each pixel by pixel.")
              .optional());
  static final Key<Double> MIRROR =
      of(
          "mirror",
          TransformTypes.PROBABILITY,
          "Probability with which left and right are exchanged; true is 0.5.",
          0.0);
  static final Key<Scale> SCALE =
      SECTION.add(
          Key.of(
                  "augmentation.scale",
                  TransformTypes.SCALE,
                  "Factor by which images become larger about their centre: from low to high, or"
                      + " 1 and up to that share more or less.")
              .optional()
              .onlyWith(NEEDED));
  static final Key<Double> ROTATE =
      of(
          "rotate",
          number(new Interval(0, true, 180, true)),
          "Most degrees by which images are turned about their centre, either way.",
          0.0);
  static final Key<Integer> SHIFT =
      of(
          "shift",
          integer(0),
          "Most pixels by which images are moved to the left or right, and up or down; a random"
              + " crop with that margin is the same.",
          0);
  static final Key<Elastic> ELASTIC =
      SECTION.add(
          Key.of(
                  "augmentation.elastic",
                  TransformTypes.ELASTIC,
                  "Elastic distortion: random displacements of pixels, smoothed over sigma pixels"
                      + " and multiplied by alpha.")
              .optional()
              .onlyWith(NEEDED));
  static final Key<Double> NOISE =
      of(
          "noise",
          number(Interval.atLeast(0)),
          "Deviation of the normal noise added to each pixel, in the table's units.",
          0.0);
  static final Key<Integer> CUTOUT =
      of(
          "cutout",
          integer(0),
          "Side, in pixels, of a square about a random pixel that becomes 0.",
          0);

  private AugmentationKeys() {}

  private static <T> Key<T> of(String name, ValueType<T> type, String meaning, T none) {
    Key<T> key = Key.of("augmentation." + name, type, meaning);
    return SECTION.add(key.or(none).onlyWith(NEEDED));
  }

  static Optional<AugmentationConfig> config(Values values) {
    return values.find(SHAPE).map(shape -> new AugmentationConfig(shape, transforms(values)));
  }

  /** In the order in which they are made. */
  private static List<Transform> transforms(Values values) {
    List<Transform> transforms = new ArrayList<>();
    values.find(MIRROR).filter(p -> p > 0).map(Mirror::new).ifPresent(transforms::add);
    values.find(SCALE).ifPresent(transforms::add);
    values.find(ROTATE).filter(degrees -> degrees > 0).map(Rotate::new).ifPresent(transforms::add);
    values.find(SHIFT).filter(pixels -> pixels > 0).map(Shift::new).ifPresent(transforms::add);
    values.find(ELASTIC).ifPresent(transforms::add);
    values.find(NOISE).filter(noise -> noise > 0).map(Noise::new).ifPresent(transforms::add);
    values.find(CUTOUT).filter(pixels -> pixels > 0).map(Cutout::new).ifPresent(transforms::add);
    return transforms;
  }
}
