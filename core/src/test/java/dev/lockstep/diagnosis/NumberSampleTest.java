package dev.lockstep.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NumberSampleTest {
  private static double[] range(int n) {
    return IntStream.range(0, n).asDoubleStream().toArray();
  }

  @Test
  void meanAndVarianceAreThoseOfASample() {
    NumberSample sample = new NumberSample(new double[] {2, 4, 4, 4, 5, 5, 7, 9});
    assertThat(sample.mean()).isEqualTo(5);
    assertThat(sample.variance()).isCloseTo(32.0 / 7, within(1e-12));
  }

  @Test
  void decilesOfAContinuousFeatureMakeTenEvenBins() {
    NumberSample sample = new NumberSample(range(1000));
    double[] deciles = sample.deciles();
    assertThat(deciles).hasSize(9).startsWith(99.9).isSorted();
    long[] bins = Arrays.stream(sample.counts(deciles)).filter(count -> count > 0).toArray();
    assertThat(bins).hasSize(10).containsOnly(100);
  }

  @Test
  void aFrequentValueHasABinOfItsOwn() {
    double[] mostlyZero = range(100);
    Arrays.fill(mostlyZero, 0, 90, 0);
    mostlyZero[99] = -1;
    NumberSample sample = new NumberSample(mostlyZero);
    assertThat(sample.deciles()[0]).isZero();
    long[] counts = sample.counts(new double[] {0});
    assertThat(counts).containsExactly(1, 90, 9);
  }

  @Test
  void zerosOfBothSignsAreOneValue() {
    assertThat(new NumberSample(new double[] {-0.0, 0.0, 0.0}).counts(new double[] {0}))
        .containsExactly(0, 3, 0);
  }

  @Test
  void oneValueHasNoVariance() {
    NumberSample one = new NumberSample(new double[] {7});
    assertThat(one.variance()).isZero();
    assertThat(one.deciles()).containsExactly(7);
  }
}
