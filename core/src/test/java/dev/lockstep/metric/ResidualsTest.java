package dev.lockstep.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.metric.Residuals.OfTarget;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ResidualsTest {
  private static OfTarget residuals(double unit, double... errors) {
    Examples examples = Examples.zeros(errors.length, 1, 1);
    for (int i = 0; i < errors.length; i++) {
      examples.targets[i] = (float) errors[i];
      examples.weights[i] = 1;
    }
    return residuals(examples, unit).targets().get(0);
  }

  private static Residuals residuals(Examples examples, double... units) {
    return examples
        .report(MetricSet.regression(new double[units.length], units))
        .charts()
        .filter(Residuals.class::isInstance)
        .map(Residuals.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static List<Residuals.Bin> filled(OfTarget of) {
    return of.bins().stream().filter(bin -> bin.examples() > 0).toList();
  }

  @Test
  void sixResidualsAreInTheBinsOfAHand() {
    // The farthest is 3 * 2 = 6, so bins are at least 4 / 16 wide; from -4.5 to 6.25 are 43 of
    // these, so they are 0.5 wide.
    OfTarget found = residuals(2, 3, -2, -2, 0, 0.125, 0.25);
    assertThat(found.bins().get(0).from()).isEqualTo(-4.5);
    assertThat(found.bins().get(found.bins().size() - 1).to()).isEqualTo(6.5);
    assertThat(filled(found))
        .containsExactly(
            new Residuals.Bin(-4.5, -4, 2),
            new Residuals.Bin(0, 0.5, 2),
            new Residuals.Bin(0.5, 1, 1),
            new Residuals.Bin(6, 6.5, 1));
    assertThat(found.below() + found.above()).isZero();
    double mean = 2 * (3 - 4 + 0.375) / 6;
    assertThat(found.mean()).isEqualTo(mean, within(1e-15));
    double squares = 4 * (9 + 8 + 0.015625 + 0.0625) / 6;
    assertThat(found.deviation()).isEqualTo(Math.sqrt(squares - mean * mean), within(1e-14));
  }

  @Test
  void exactPredictionsHaveOneBinAndOutliersNone() {
    assertThat(residuals(3, 0, 0).bins()).containsExactly(new Residuals.Bin(0, 1, 2));
    double[] errors = new double[1000];
    for (int i = 0; i < 1000; i++) {
      errors[i] = i % 2 == 0 ? 1 : -1;
    }
    errors[0] = 1e6;
    errors[1] = -1e9;
    OfTarget found = residuals(1, errors);
    assertThat(found.below()).isEqualTo(1);
    assertThat(found.above()).isEqualTo(1);
    assertThat(filled(found)).hasSize(2).allMatch(bin -> bin.examples() == 499);
  }

  @Property(tries = 200)
  void eachBinHasWhatALoopFindsInIt(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 400) int n,
      @ForAll @IntRange(min = -40, max = 40) int scale) {
    SplittableRandom random = new SplittableRandom(seed);
    Examples examples = Examples.zeros(n, 2, 2);
    double[] units = {Math.scalb(1.5, scale), 1};
    for (int i = 0; i < 2 * n; i++) {
      double u = random.nextDouble() - 0.4;
      examples.targets[i] = (float) (u * u * u * 8);
      examples.outputs[i] = random.nextInt(3) == 0 ? examples.targets[i] : 0.25f;
    }
    for (int i = 0; i < n; i++) {
      examples.weights[i] = random.nextInt(3);
    }
    examples.weights[0] = 0.5f;
    Residuals found = residuals(examples, units);
    for (int c = 0; c < 2; c++) {
      assertTextbook(examples, c, units[c], found.targets().get(c));
    }
  }

  private static void assertTextbook(Examples examples, int c, double unit, OfTarget found) {
    double width = found.bins().get(0).to() - found.bins().get(0).from();
    long counted = found.below() + found.above();
    for (Residuals.Bin bin : found.bins()) {
      assertThat(bin.to() - bin.from()).isEqualTo(width);
      long count = 0;
      for (int i = 0; i < examples.count(); i++) {
        double residual = residual(examples, i, c, unit);
        boolean in =
            bin.from() < 0
                ? residual > bin.from() && residual <= bin.to() && residual < 0
                : residual >= bin.from() && residual < bin.to();
        count += in && examples.weights[i] > 0 ? 1 : 0;
      }
      assertThat(bin.examples()).isEqualTo(count);
      counted += count;
    }
    long all = 0;
    double sum = 0;
    long outside = 0;
    double to = found.bins().get(found.bins().size() - 1).to();
    for (int i = 0; i < examples.count(); i++) {
      double residual = residual(examples, i, c, unit);
      all += examples.weights[i] > 0 ? 1 : 0;
      sum += examples.weights[i] * residual;
      outside += examples.weights[i] > 0 && residual > to ? 1 : 0;
    }
    double mean = sum / examples.totalWeight();
    double squares = 0;
    for (int i = 0; i < examples.count(); i++) {
      double centred = residual(examples, i, c, unit) - mean;
      squares += examples.weights[i] * centred * centred;
    }
    assertThat(counted).isEqualTo(all);
    assertThat(outside).isLessThanOrEqualTo(found.above());
    assertThat(found.above()).isLessThanOrEqualTo((long) (0.005 * all));
    assertThat(found.bins()).hasSizeLessThanOrEqualTo(ResidualHistogram.MOST_BINS + 2);
    assertThat(found.mean()).isCloseTo(mean, within(unit * 1e-12));
    assertThat(found.deviation())
        .isCloseTo(Math.sqrt(squares / examples.totalWeight()), within(unit * 1e-7));
  }

  private static double residual(Examples examples, int row, int c, double unit) {
    return unit * ((double) examples.targets[2 * row + c] - examples.outputs[2 * row + c]);
  }

  @Test
  void ofTooManyLabelsNothingIsDrawn() {
    Examples examples = Examples.regression(1, 20, 9, 0);
    assertThat(examples.report(MetricSet.regression(9)).charts()).isEmpty();
  }
}
