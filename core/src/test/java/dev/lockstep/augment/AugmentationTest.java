package dev.lockstep.augment;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is no augmentation. */
final class AugmentationTest {
  private static final ImageShape SHAPE = new ImageShape(1, 4, 6);

  private static Augmentation of(int features, Transform... transforms) {
    PixelScale scale = new PixelScale(new double[features], new double[features]);
    return new Augmentation(SHAPE, scale, List.of(transforms));
  }

  private static void refused(Runnable made, String message) {
    assertThatIllegalArgumentException().isThrownBy(made::run).withMessage(message);
  }

  @Test
  void aShapeHasAsManyPixelsAsThereAreFeatures() {
    refused(() -> of(25), "images of shape [1, 4, 6] have 24 pixels; there are 25 features");
    refused(
        () -> new ImageShape(1, 0, 3),
        "an image has from 1 to 1048576 channels, rows and columns, not [1, 0, 3]");
    refused(() -> new PixelScale(new double[2], new double[3]), "2 means for 3 deviations");
  }

  @Test
  void transformsFitTheShape() {
    refused(
        () -> of(24, new Shift(4)),
        "a shift of 4 pixels can leave nothing of images of shape [1, 4, 6]");
    refused(
        () -> of(24, new Cutout(5)),
        "a cutout of 5 pixels is larger than images of shape [1, 4, 6]");
    of(24, new Shift(3), new Cutout(4));
  }

  @Test
  void thereIsOneTransformOfAKind() {
    refused(
        () -> of(24, new Shift(1), new Shift(2)),
        "there can be one transform of a kind, not [Shift[pixels=1], Shift[pixels=2]]");
  }

  @Test
  void everyTransformNamesWhatItTakes() {
    refused(() -> new Mirror(1.5), "the probability of a mirror must lie in [0, 1], not 1.5");
    refused(() -> new Shift(-1), "a shift must be of at least 0 pixels, not -1");
    refused(
        () -> new Rotate(200),
        "a rotation must be of at least 0 and at most 180 degrees, not 200.0");
    refused(
        () -> new Scale(2, 1),
        "a scale must go from a number above 0 to one as large at least, not from 2.0 to 1.0");
    refused(
        () -> new Elastic(1, 0),
        "an elastic distortion needs an alpha of at least 0 and a sigma in (0, 1000], not 1.0 and 0.0");
    refused(() -> new Noise(Double.NaN), "the deviation of noise must be at least 0, not NaN");
    refused(() -> new Cutout(-2), "a cutout must be of at least 0 pixels, not -2");
  }
}
