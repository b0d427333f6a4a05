package dev.lockstep.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.diagnosis.Shift.Level;
import dev.lockstep.diagnosis.Shift.Measure;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShiftTest {
  private static final long MANY = 1_000_000;

  private static Shift psi(long[] first, long[] second) {
    return Shift.ofCounts(Measure.PSI, first, second, 1);
  }

  private static Shift smd(double[] first, double[] second) {
    return Shift.ofMeans(new NumberSample(first), new NumberSample(second), 1).orElseThrow();
  }

  @Test
  void theStabilityIndexIsTheSumOfTheTextbook() {
    // (0.5 - 0.25) ln(0.5 / 0.25) + (0.5 - 0.75) ln(0.5 / 0.75)
    Shift two = psi(new long[] {MANY, MANY}, new long[] {MANY, 3 * MANY});
    assertThat(two.value()).isCloseTo(0.25 * Math.log(3), within(1e-6));
    assertThat(two.value()).isCloseTo(0.274653, within(1e-6));
    // (0.2 - 0.1) ln 2 + (0.3 - 0.3) ln 1 + (0.5 - 0.6) ln(5 / 6)
    Shift three = psi(new long[] {200, 300, 500}, new long[] {100, 300, 600});
    assertThat(three.value()).isCloseTo(0.087547, within(1e-3));
  }

  @Test
  void equalSharesHaveTheIndexZeroHoweverManyRows() {
    assertThat(psi(new long[] {10, 30}, new long[] {10, 30}).value()).isZero();
    assertThat(psi(new long[] {MANY, 3 * MANY}, new long[] {10, 30}).value())
        .isCloseTo(0, within(1e-2));
  }

  @Test
  void anEmptyBinCountsAsHalfARow() {
    // p = 0.5 / 11 and 10.5 / 11, q the other way round
    double expected = 2 * (10.0 / 11) * Math.log(21);
    assertThat(psi(new long[] {0, 10}, new long[] {10, 0}).value())
        .isCloseTo(expected, within(1e-12));
  }

  @Test
  void binsThatAreEmptyInBothDoNotCount() {
    assertThat(psi(new long[] {40, 0, 60, 0}, new long[] {50, 0, 50, 0}))
        .isEqualTo(psi(new long[] {40, 60}, new long[] {50, 50}));
  }

  @Test
  void theMeanDifferenceIsInDeviations() {
    // Means 1 and 4, variances 2 and 2.
    assertThat(smd(new double[] {0, 2}, new double[] {3, 5}).value())
        .isCloseTo(-3 / Math.sqrt(2), within(1e-12));
    // Means 2 and 1, variances 8 and 2.
    assertThat(smd(new double[] {0, 4}, new double[] {0, 2}).value())
        .isCloseTo(1 / Math.sqrt(5), within(1e-12));
  }

  @Test
  void constantsHaveNoMeanDifference() {
    NumberSample constant = new NumberSample(new double[] {3, 3});
    assertThat(Shift.ofMeans(constant, new NumberSample(new double[] {4, 4, 4}), 1)).isEmpty();
  }

  /** The quantile 0.999 of chi-squared, from a table. */
  @ParameterizedTest
  @CsvSource({"1, 10.828", "9, 27.877", "30, 59.703", "100, 149.449"})
  void theChanceOfTheIndexIsJustBeyondThatOfChiSquared(int free, double quantile) {
    long[] counts = new long[free + 1];
    Arrays.fill(counts, 1000);
    double scale = 2.0 / (1000 * (free + 1));
    double chance = Shift.ofCounts(Measure.PSI, counts, counts, 1).chance() / scale;
    assertThat(chance).isBetween(quantile, 1.9 * quantile);
  }

  @Test
  void theChanceOfTheMeanDifferenceIsSoManyStandardErrors() {
    double[] hundred = IntStream.range(0, 100).asDoubleStream().toArray();
    // ln 1000 = 6.9077553; 198 degrees of freedom; a variance of 2/100.
    double t = Math.sqrt(198 * Math.expm1(2 * 6.9077553 / 198));
    assertThat(smd(hundred, hundred).chance()).isCloseTo(t * Math.sqrt(2 * 0.02), within(1e-6));
    // Beyond the quantile 0.9995 of t with 198 degrees of freedom, from a table.
    assertThat(t).isBetween(3.34, 4.0);
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0, FINE", "0.11, 0, MODERATE", "0.25, 0, MODERATE", "0.26, 0, SHIFTED",
    "0.26, 0.3, FINE", "0.31, 0.3, SHIFTED", "0.15, 0.14, MODERATE", "-0.3, 0, SHIFTED"
  })
  void whatIsBeyondTheUsualThresholdsAndChanceIsAShift(double value, double chance, Level level) {
    assertThat(new Shift(Measure.SMD, value, chance).level()).isEqualTo(level);
  }
}
