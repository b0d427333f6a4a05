package dev.lockstep.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The random numbers of images. */
final class DrawsTest {
  private static final int N = 300_000;
  private final Draws draws = new Draws();

  @Test
  void aSeedGivesTheSameNumbersAgain() {
    draws.restart(5);
    double first = draws.uniform();
    assertThat(draws.uniform()).isNotEqualTo(first);
    draws.restart(6);
    assertThat(draws.uniform()).isNotEqualTo(first);
    draws.restart(5);
    assertThat(draws.uniform()).isEqualTo(first);
  }

  @Test
  void wholeNumbersAreEquallyLikely() {
    int[] counts = new int[5];
    for (int i = 0; i < N; i++) {
      counts[draws.below(5)]++;
    }
    // Four standard errors, of sqrt(N * 0.2 * 0.8) each.
    for (int count : counts) {
      assertThat(count).isCloseTo(N / 5, within((int) (4 * Math.sqrt(N * 0.16))));
    }
  }

  @Test
  void uniformNumbersFillTheirInterval() {
    double sum = 0;
    double least = 9;
    double most = -9;
    for (int i = 0; i < N; i++) {
      double number = draws.uniform(-3, 5);
      sum += number;
      least = Math.min(least, number);
      most = Math.max(most, number);
    }
    assertThat(least).isBetween(-3.0, -2.99);
    assertThat(most).isBetween(4.99, 5.0);
    assertThat(sum / N).isEqualTo(1, within(4 * 8 / Math.sqrt(12.0 * N)));
  }

  /** By the first four moments, and by the share within one, two and three deviations. */
  @Test
  void normalNumbersAreNormal() {
    double[] moments = new double[5];
    int[] within = new int[4];
    for (int i = 0; i < N; i++) {
      double number = draws.normal();
      for (int k = 1; k <= 4; k++) {
        moments[k] += Math.pow(number, k) / N;
        within[Math.min(k - 1, 3)] += k < 4 && Math.abs(number) < k ? 1 : 0;
      }
    }
    assertThat(moments[1]).isEqualTo(0, within(4 / Math.sqrt(N)));
    assertThat(moments[2]).isEqualTo(1, within(4 * Math.sqrt(2.0 / N)));
    assertThat(moments[3]).isEqualTo(0, within(4 * Math.sqrt(15.0 / N)));
    // Excess kurtosis: (-8 - 1/60) / (16 + 1/6)^2.
    assertThat(moments[4]).isEqualTo(3 - 0.0307, within(4 * Math.sqrt(96.0 / N)));
    assertThat((double) within[0] / N).isEqualTo(0.6827, within(0.005));
    assertThat((double) within[1] / N).isEqualTo(0.9545, within(0.003));
    assertThat((double) within[2] / N).isEqualTo(0.9973, within(0.001));
  }
}
