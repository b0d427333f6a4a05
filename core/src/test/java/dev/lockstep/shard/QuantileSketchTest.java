package dev.lockstep.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantileSketchTest {
  private static QuantileSketch sketch(int ranges, double... values) {
    QuantileSketch sketch = new QuantileSketch(ranges);
    sketch.addAll(values, values.length);
    return sketch;
  }

  /** As numpy.quantile has them, by its default method. */
  private static double[] exact(double[] values, int parts) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double[] quantiles = new double[parts + 1];
    for (int i = 0; i <= parts; i++) {
      double rank = (double) (sorted.length - 1) * i / parts;
      double low = sorted[(int) rank];
      double next = sorted[Math.min(sorted.length - 1, (int) rank + 1)];
      quantiles[i] = low + (rank - (int) rank) * (next - low);
    }
    return quantiles;
  }

  @Test
  void quantilesAreThoseOfNumpy() {
    assertThat(sketch(100, 3, 1, 4, 1, 5, 9, 2, 6).quantiles(4))
        .containsExactly(1, 1.75, 3.5, 5.25, 9);
    assertThat(sketch(100, -7).quantiles(3)).containsExactly(-7, -7, -7, -7);
    assertThat(sketch(100, 2, -2).quantiles(2)).containsExactly(-2, 0, 2);
    assertThat(sketch(100, -0.0, 0.0, -0.0).quantiles(1)).containsExactly(0.0, 0.0);
  }

  @Property(tries = 200)
  void fewDifferentValuesHaveExactQuantiles(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 600) int n,
      @ForAll @IntRange(min = 1, max = 64) int different,
      @ForAll @IntRange(min = 1, max = 130) int parts) {
    Random random = new Random(seed);
    double[] palette = random.doubles(different, -1e3, 1e3).toArray();
    double[] values = random.ints(n, 0, different).mapToDouble(i -> palette[i]).toArray();
    assertThat(sketch(64, values).quantiles(parts))
        .containsExactly(exact(values, parts), within(1e-9));
  }

  /**
   * With 2^13 ranges over fewer than 2^5 powers of two of either sign, each power has 2^7 ranges at
   * least, and a value is off by less than one of them.
   */
  @ParameterizedTest
  @ValueSource(strings = {"lognormal", "normal", "years", "exponential"})
  void manyDifferentValuesAreOffByOneRangeAtMost(String shape) {
    Random random = new Random(3);
    ToDoubleFunction<Random> draw =
        switch (shape) {
          case "lognormal" -> r -> Math.exp(2 * r.nextGaussian());
          case "normal" -> r -> 1 + r.nextGaussian();
          case "years" -> r -> 1990 + 30 * r.nextDouble();
          default -> r -> -Math.log(1 - r.nextDouble());
        };
    double[] values = new double[200_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = draw.applyAsDouble(random);
    }
    double[] expected = exact(values, 128);
    double[] found = sketch(1 << 13, values).quantiles(128);
    assertThat(found[0]).isEqualTo(expected[0]);
    assertThat(found[128]).isEqualTo(expected[128]);
    for (int i = 1; i < 128; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(Math.abs(expected[i]) / 128));
      assertThat(found[i]).isGreaterThanOrEqualTo(found[i - 1]);
    }
  }

  @Test
  void aNarrowColumnFarFromZeroIsToldApart() {
    double[] values = new Random(4).doubles(100_000, 1.7e9, 1.7e9 + 1000).toArray();
    double[] expected = exact(values, 10);
    double[] found = sketch(1 << 13, values).quantiles(10);
    assertThat(found).containsExactly(expected, within(0.5));
  }

  @Property(tries = 200)
  void anyOrderAndAnyGroupingGiveTheSameBits(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 500) int n,
      @ForAll @IntRange(min = 2, max = 70) int ranges,
      @ForAll @IntRange(min = 1, max = 7) int groups) {
    Random random = new Random(seed);
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double x = random.nextGaussian() * Math.pow(10, random.nextInt(9) - 4);
      values.add(random.nextInt(4) == 0 ? Math.rint(x) : x);
    }
    double[] whole =
        sketch(ranges, values.stream().mapToDouble(Double::doubleValue).toArray()).quantiles(16);
    Collections.shuffle(values, random);
    List<QuantileSketch> parts = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      parts.add(new QuantileSketch(ranges));
    }
    values.forEach(x -> parts.get(random.nextInt(groups)).add(x, 1));
    QuantileSketch merged = new QuantileSketch(ranges);
    parts.forEach(merged::merge);
    assertThat(merged.count()).isEqualTo(n);
    assertThat(merged.quantiles(16)).isEqualTo(whole);
  }

  @Test
  void aValueCountsAsOftenAsItIsAdded() {
    QuantileSketch sketch = sketch(10, 1, 2);
    sketch.add(5, 6);
    sketch.add(9, 0);
    assertThat(sketch.quantiles(7)).containsExactly(1, 2, 5, 5, 5, 5, 5, 5);
  }

  @Test
  void extremesAreExactHoweverManyValuesThereAre() {
    QuantileSketch sketch = QuantileSketch.ofExtremes();
    new Random(5).doubles(10_000, -3, 1e6).forEach(x -> sketch.add(x, 1));
    sketch.add(-3.25, 1);
    sketch.add(1e7, 1);
    assertThat(sketch.least()).isEqualTo(-3.25);
    assertThat(sketch.greatest()).isEqualTo(1e7);
    assertThat(sketch.bytes()).isLessThan(1000);
  }

  @Test
  void memoryIsBounded() {
    QuantileSketch sketch = new QuantileSketch(1 << 10);
    new Random(6).doubles(300_000, -1e9, 1e9).forEach(x -> sketch.add(x, 1));
    assertThat(sketch.bytes()).isBetween(1L << 14, 1L << 15);
  }

  @Test
  void noValuesHaveNoQuantiles() {
    assertThatIllegalStateException().isThrownBy(() -> new QuantileSketch(9).quantiles(2));
  }
}
