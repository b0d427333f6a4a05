package dev.lockstep.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** Where pixels come to lie, by small images and by the definition. */
final class GeometryTest {
  private static final ImageShape TWO_ROWS = new ImageShape(1, 2, 3);
  private static final float[] LETTERS = {1, 2, 3, 4, 5, 6};

  /** What a map makes of an image, by resampling. */
  static float[] resampled(AffineMap map, ImageShape shape, float[] source) {
    return resampled(map, shape, source, null);
  }

  static float[] resampled(
      AffineMap map, ImageShape shape, float[] source, @Nullable ElasticField field) {
    float[] image = new float[source.length];
    new Resampling(shape, source, image).apply(map, field);
    return image;
  }

  private static float[] moved(AffineMap map, ImageShape shape, float[] source) {
    assertThat(map.isMove()).isTrue();
    float[] image = new float[source.length];
    new PixelMove(shape, source, image).apply(map);
    return image;
  }

  static float[] random(long size, long seed) {
    Random random = new Random(seed);
    float[] image = new float[(int) size];
    for (int i = 0; i < image.length; i++) {
      image[i] = random.nextInt(1, 256);
    }
    return image;
  }

  @Example
  void aMirrorExchangesLeftAndRightInEveryRowAndChannel() {
    AffineMap map = new AffineMap(TWO_ROWS);
    map.mirror();
    assertThat(moved(map, TWO_ROWS, LETTERS)).containsExactly(3, 2, 1, 6, 5, 4);
    ImageShape channels = new ImageShape(2, 1, 3);
    assertThat(moved(map, channels, LETTERS)).containsExactly(3, 2, 1, 6, 5, 4);
  }

  @Example
  void aShiftMovesRightAndDownAndLeavesZerosBehind() {
    AffineMap map = new AffineMap(TWO_ROWS);
    map.shift(1, 0);
    assertThat(moved(map, TWO_ROWS, LETTERS)).containsExactly(0, 1, 2, 0, 4, 5);
    map.reset();
    map.shift(-2, 1);
    assertThat(moved(map, TWO_ROWS, LETTERS)).containsExactly(0, 0, 0, 3, 0, 0);
    map.reset();
    map.shift(0, -1);
    assertThat(moved(map, TWO_ROWS, LETTERS)).containsExactly(4, 5, 6, 0, 0, 0);
  }

  @Example
  void changesComeOneAfterTheOther() {
    AffineMap map = new AffineMap(TWO_ROWS);
    map.mirror();
    map.shift(1, 0);
    assertThat(moved(map, TWO_ROWS, LETTERS)).containsExactly(0, 3, 2, 0, 6, 5);
    map.reset();
    map.shift(1, 0);
    map.mirror();
    assertThat(moved(map, TWO_ROWS, LETTERS)).containsExactly(2, 1, 0, 5, 4, 0);
  }

  @Property
  void aMoveHasTheBitsOfItsResampling(
      @ForAll @IntRange(min = 1, max = 3) int channels,
      @ForAll @IntRange(min = 1, max = 6) int height,
      @ForAll @IntRange(min = 1, max = 6) int width,
      @ForAll boolean mirror,
      @ForAll @IntRange(max = 1000) int seed) {
    ImageShape shape = new ImageShape(channels, height, width);
    Random random = new Random(seed);
    AffineMap map = new AffineMap(shape);
    if (mirror) {
      map.mirror();
    }
    map.shift(
        random.nextInt(-shape.side() + 1, shape.side()),
        random.nextInt(-shape.side() + 1, shape.side()));
    float[] source = random(shape.size(), seed);
    assertThat(moved(map, shape, source)).isEqualTo(resampled(map, shape, source));
  }

  @Example
  void quarterAndHalfTurnsAreExact() {
    ImageShape square = new ImageShape(1, 3, 3);
    float[] source = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    AffineMap map = new AffineMap(square);
    map.rotate(90);
    assertThat(resampled(map, square, source)).containsExactly(3, 6, 9, 2, 5, 8, 1, 4, 7);
    map.rotate(90);
    assertThat(resampled(map, square, source)).containsExactly(9, 8, 7, 6, 5, 4, 3, 2, 1);
    map.reset();
    map.rotate(-90);
    assertThat(resampled(map, square, source)).containsExactly(7, 4, 1, 8, 5, 2, 9, 6, 3);
    ImageShape even = new ImageShape(1, 2, 2);
    map = new AffineMap(even);
    map.rotate(180);
    assertThat(resampled(map, even, new float[] {1, 2, 3, 4})).containsExactly(4, 3, 2, 1);
  }

  @Example
  void aScaleOfOneChangesNothingAndAnyOtherInterpolates() {
    ImageShape row = new ImageShape(1, 1, 4);
    float[] source = {1, 2, 3, 4};
    AffineMap map = new AffineMap(row);
    map.scale(1);
    assertThat(map.isIdentity()).isTrue();
    map.scale(2);
    // Pixel x is found at (x - 1.5) / 2 + 1.5.
    assertThat(resampled(map, row, source)).containsExactly(1.75f, 2.25f, 2.75f, 3.25f);
    map.reset();
    map.scale(0.5);
    assertThat(resampled(map, row, source)).containsExactly(0, 1.5f, 3.5f, 0);
  }

  @Example
  void halfAPixelBeyondTheEdgeHalfIsLeft() {
    ImageShape row = new ImageShape(1, 1, 2);
    AffineMap map = new AffineMap(row);
    map.scale(0.5);
    // Pixel 0 is found at -0.5: half of it is background.
    assertThat(resampled(map, row, new float[] {2, 6})).containsExactly(1, 3);
  }

  /**
   * By the definition: a pixel's place is traced back through the changes, last to first, and its
   * value is the sum over all pixels of the source, each weighted by a tent over its place.
   */
  @Property(tries = 200)
  void changesTogetherAreWhatTheirDefinitionsSay(
      @ForAll boolean mirror,
      @ForAll @DoubleRange(min = 0.5, max = 2) double scale,
      @ForAll @DoubleRange(min = -180, max = 180) double degrees,
      @ForAll @IntRange(min = -3, max = 3) int right,
      @ForAll @IntRange(min = -3, max = 3) int down) {
    ImageShape shape = new ImageShape(2, 5, 4);
    float[] source = random(shape.size(), 7);
    AffineMap map = new AffineMap(shape);
    if (mirror) {
      map.mirror();
    }
    map.scale(scale);
    map.rotate(degrees);
    map.shift(right, down);
    float[] image = resampled(map, shape, source);
    double angle = Math.toRadians(degrees);
    for (int c = 0; c < 2; c++) {
      for (int y = 0; y < 5; y++) {
        for (int x = 0; x < 4; x++) {
          double u = x - right - 1.5;
          double v = y - down - 2;
          double turnedU = Math.cos(angle) * u - Math.sin(angle) * v;
          double turnedV = Math.sin(angle) * u + Math.cos(angle) * v;
          double column = turnedU / scale * (mirror ? -1 : 1) + 1.5;
          double row = turnedV / scale + 2;
          // Rounding of shares to float32, times 255.
          assertThat((double) image[(c * 5 + y) * 4 + x])
              .isCloseTo(tents(source, c, row, column), within(1e-4));
        }
      }
    }
  }

  private static double tents(float[] source, int channel, double row, double column) {
    double sum = 0;
    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 4; x++) {
        double tent = Math.max(0, 1 - Math.abs(y - row)) * Math.max(0, 1 - Math.abs(x - column));
        sum += tent * source[(channel * 5 + y) * 4 + x];
      }
    }
    return sum;
  }
}
