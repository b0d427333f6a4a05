package dev.lockstep.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What is done to pixels where they are. */
final class PixelwiseTest {
  private final Draws draws = new Draws();

  @Test
  void noiseHasMeanZeroAndItsDeviation() {
    int n = 200_000;
    float[] image = new float[n];
    Arrays.fill(image, 10);
    draws.restart(1);
    new Noise(2.5).draw(draws, new ImageShape(1, 1, n), image);
    double sum = 0;
    double squares = 0;
    for (float pixel : image) {
      sum += pixel - 10;
      squares += (pixel - 10.0) * (pixel - 10.0);
    }
    // Four standard errors.
    assertThat(sum / n).isEqualTo(0, within(4 * 2.5 / Math.sqrt(n)));
    assertThat(squares / n).isEqualTo(6.25, within(4 * 6.25 * Math.sqrt(2.0 / n)));
  }

  @Test
  void aCutoutIsASquareOfZerosInAllChannelsCutAtTheEdges() {
    ImageShape shape = new ImageShape(2, 6, 8);
    int[] tops = new int[6];
    for (int seed = 0; seed < 2000; seed++) {
      float[] image = new float[96];
      Arrays.fill(image, 1);
      draws.restart(seed);
      new Cutout(3).draw(draws, shape, image);
      draws.restart(seed);
      int y = draws.below(6);
      int x = draws.below(8);
      tops[y]++;
      for (int i = 0; i < 96; i++) {
        boolean inside = Math.abs(i / 8 % 6 - y) <= 1 && Math.abs(i % 8 - x) <= 1;
        assertThat(image[i]).isEqualTo(inside ? 0 : 1);
      }
    }
    // 2000 / 6 = 333, four standard errors of 17.
    for (int count : tops) {
      assertThat(count).isBetween(333 - 67, 333 + 67);
    }
  }

  @Test
  void aCutoutOfEvenSidesHasTheirArea() {
    ImageShape shape = new ImageShape(1, 30, 30);
    int whole = 0;
    for (int seed = 0; seed < 500; seed++) {
      float[] image = new float[900];
      Arrays.fill(image, 1);
      draws.restart(seed);
      new Cutout(4).draw(draws, shape, image);
      int area = 0;
      for (float pixel : image) {
        area += pixel == 0 ? 1 : 0;
      }
      assertThat(area).isBetween(4, 16);
      whole += area == 16 ? 1 : 0;
    }
    // The centre of a whole one is any of 27 x 27 pixels of 900: 405 of 500, four standard errors
    // of 9.
    assertThat(whole).isBetween(405 - 36, 405 + 36);
  }
}
