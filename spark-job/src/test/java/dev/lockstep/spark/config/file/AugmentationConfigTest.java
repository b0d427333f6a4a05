package dev.lockstep.spark.config.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.augment.Cutout;
import dev.lockstep.augment.Elastic;
import dev.lockstep.augment.ImageShape;
import dev.lockstep.augment.Mirror;
import dev.lockstep.augment.Noise;
import dev.lockstep.augment.Rotate;
import dev.lockstep.augment.Scale;
import dev.lockstep.augment.Shift;
import dev.lockstep.spark.config.AugmentationConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Section augmentation. */
class AugmentationConfigTest {
  private static final String SHAPE = "augmentation.shape=[1, 20, 30]";

  @TempDir Path directory;

  private Optional<AugmentationConfig> load(String... overrides) {
    return new Configs(directory).load(Configs.REQUIRED, overrides).augmentation();
  }

  @Test
  void nothingIsChangedUnlessItIsAskedFor() {
    assertThat(load()).isEmpty();
    assertThat(load(SHAPE)).contains(new AugmentationConfig(new ImageShape(1, 20, 30), List.of()));
    assertThat(load(SHAPE, "augmentation.mirror=false", "augmentation.shift=0"))
        .isEqualTo(load(SHAPE));
  }

  @Test
  void theOrderOfTheKeysIsNotThatOfTheTransforms() {
    assertThat(
            load(
                "augmentation={cutout: 5, noise: 0.5, elastic: {sigma: 4, alpha: 34}, shift: 2,"
                    + " rotate: 15, scale: 0.25, mirror: true, shape: [3, 20, 30]}"))
        .contains(
            new AugmentationConfig(
                new ImageShape(3, 20, 30),
                List.of(
                    new Mirror(0.5),
                    new Scale(0.75, 1.25),
                    new Rotate(15),
                    new Shift(2),
                    new Elastic(34, 4),
                    new Noise(0.5),
                    new Cutout(5))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "augmentation.mirror | 1.5 | found 1.5; allowed: true, false or a number in [0, 1]",
        "augmentation.mirror | yes | found yes; allowed: true, false or a number in [0, 1]",
        "augmentation.scale | 1 | found 1; allowed: a number in [0, 1), or a list [low, high] of two numbers above 0",
        "augmentation.scale | [1] | found a list; allowed: a number in [0, 1), or a list [low, high] of two numbers above 0",
        "augmentation.scale | [0, 1] | found 0; allowed: a number above 0",
        "augmentation.scale | [2, 1] | found a list; a scale must go from a number above 0 to one as large at least, not from 2.0 to 1.0",
        "augmentation.rotate | 181 | found 181; allowed: a number in [0, 180]",
        "augmentation.shift | -1 | found -1; allowed: an integer of at least 0",
        "augmentation.shift | 1.5 | found 1.5; allowed: an integer of at least 0",
        "augmentation.shift | 20 | found 20 for images of shape [1, 20, 30]; allowed: at most 19",
        "augmentation.cutout | 21 | found 21 for images of shape [1, 20, 30]; allowed: at most 20",
        "augmentation.elastic | 3 | found 3; allowed: {alpha: A, sigma: S}",
        "augmentation.elastic | {alpha: 3} | found a map; allowed: {alpha: A, sigma: S}",
        "augmentation.elastic | {alpha: 3, sigma: 1, beta: 2} | found a map; allowed: {alpha: A, sigma: S}",
        "augmentation.elastic | {alpha: 3, sigma: 0} | found 0; allowed: a number in (0, 1000]",
        "augmentation.elastic | {alpha: -3, sigma: 1} | found -3; allowed: a number of at least 0",
        "augmentation.noise | -0.1 | found -0.1; allowed: a number of at least 0",
        "augmentation.shape | [28, 28] | found a list; allowed: a list [channels, height, width]",
        "augmentation.shape | 28 | found 28; allowed: a list [channels, height, width]",
        "augmentation.shape | [1, 0, 28] | found 0; allowed: an integer from 1 to 1048576",
      })
  void aWrongValueIsNamedWithWhatIsAllowed(String key, String value, String message) {
    assertThat(new Configs(directory).problems(Configs.REQUIRED, SHAPE, key + "=" + value))
        .containsExactly("--set " + key + ": " + message);
  }

  @Test
  void whatIsDoneToImagesNeedsTheirShape() {
    assertThat(new Configs(directory).problems(Configs.REQUIRED, "augmentation.shift=1"))
        .containsExactly("--set augmentation.shift: allowed only with augmentation.shape");
  }
}
