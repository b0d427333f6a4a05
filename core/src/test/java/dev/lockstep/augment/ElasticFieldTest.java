package dev.lockstep.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The displacements of Simard, Steinkraus and Platt. */
final class ElasticFieldTest {
  private static Draws draws(long seed) {
    Draws draws = new Draws();
    draws.restart(seed);
    return draws;
  }

  @Test
  void anAlphaOfZeroChangesNothing() {
    ImageShape shape = new ImageShape(2, 5, 7);
    ElasticField field = new ElasticField(new Elastic(0, 2), shape);
    field.draw(draws(1));
    float[] source = GeometryTest.random(shape.size(), 3);
    assertThat(GeometryTest.resampled(new AffineMap(shape), shape, source, field))
        .isEqualTo(source);
  }

  /** The sums over all pixels within three sigma, in double, of the same draws. */
  @Test
  void theFieldIsTheConvolutionOfUniformNumbersWithAGaussian() {
    int height = 9;
    int width = 12;
    double sigma = 1.2;
    ElasticField field = new ElasticField(new Elastic(30, sigma), new ImageShape(1, height, width));
    field.draw(draws(5));
    Draws same = draws(5);
    double[] right = uniform(same, height * width);
    double[] down = uniform(same, height * width);
    for (int i = 0; i < height * width; i++) {
      // Two sums of at most 9 terms in float32, of numbers up to 30.
      assertThat((double) field.right(i))
          .isCloseTo(30 * smoothed(right, i, width, sigma), within(1e-4));
      assertThat((double) field.down(i))
          .isCloseTo(30 * smoothed(down, i, width, sigma), within(1e-4));
    }
  }

  private static double[] uniform(Draws draws, int n) {
    double[] numbers = new double[n];
    for (int i = 0; i < n; i++) {
      numbers[i] = draws.uniform(-1, 1);
    }
    return numbers;
  }

  private static double smoothed(double[] field, int pixel, int width, double sigma) {
    int radius = (int) Math.ceil(3 * sigma);
    double weights = 0;
    double sum = 0;
    for (int dy = -radius; dy <= radius; dy++) {
      for (int dx = -radius; dx <= radius; dx++) {
        double weight = Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
        weights += weight;
        int x = pixel % width + dx;
        int y = pixel / width + dy;
        if (x >= 0 && x < width && y >= 0 && y < field.length / width) {
          sum += weight * field[y * width + x];
        }
      }
    }
    return sum / weights;
  }

  /** Variance alpha^2 / 3 times the sum of squared weights, about 1 / (4 pi sigma^2). */
  @Test
  void displacementsHaveTheDeviationThatAlphaAndSigmaSay() {
    ImageShape shape = new ImageShape(1, 200, 200);
    ElasticField field = new ElasticField(new Elastic(34, 4), shape);
    field.draw(draws(9));
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 40_000; i++) {
      sum += field.right(i);
      squares += field.right(i) * field.right(i);
    }
    double deviation = 34 / Math.sqrt(3) / Math.sqrt(4 * Math.PI * 16);
    assertThat(deviation).isEqualTo(1.38, within(0.01));
    // About 200 * 200 / (4 pi 16) = 200 independent places, and less at the edges.
    assertThat(Math.sqrt(squares / 40_000)).isEqualTo(deviation, within(0.15 * deviation));
    assertThat(sum / 40_000).isEqualTo(0, within(4 * deviation / Math.sqrt(200)));
  }
}
