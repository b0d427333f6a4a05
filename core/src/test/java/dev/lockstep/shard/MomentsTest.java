package dev.lockstep.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MomentsTest {
  /**
   * Columns with a huge mean, mixed magnitudes, values that cancel, or many numbers of float32's
   * precision, some too far apart for a block.
   */
  @Provide
  Arbitrary<List<Double>> columns() {
    Arbitrary<Double> mean = Arbitraries.of(0.0, 1.0, -1e3, 1.7e9, 1e10, -1e15, 1e100);
    Arbitrary<Double> normal = Arbitraries.longs().map(MomentsTest::normal);
    Arbitrary<List<Double>> shifted =
        mean.flatMap(m -> normal.map(x -> m + x).list().ofMinSize(1).ofMaxSize(40));
    Arbitrary<List<Double>> mixed =
        Combinators.combine(normal, Arbitraries.integers().between(-320, 300))
            .as((x, exponent) -> x * Math.pow(10, exponent))
            .list()
            .ofMinSize(1)
            .ofMaxSize(40);
    Arbitrary<List<Double>> cancelling = mixed.map(MomentsTest::withNegatives);
    Arbitrary<List<Double>> floats =
        Combinators.combine(normal, Arbitraries.integers().between(-14, 14))
            .as((x, exponent) -> (double) (float) Math.scalb(x, exponent))
            .list()
            .ofMinSize(BlockSum.MOST_VALUES)
            .ofMaxSize(3 * BlockSum.MOST_VALUES);
    return Arbitraries.oneOf(shifted, mixed, cancelling, floats);
  }

  private static double normal(long seed) {
    return new Random(seed).nextGaussian();
  }

  private static List<Double> withNegatives(List<Double> values) {
    List<Double> all = new ArrayList<>(values);
    values.forEach(x -> all.add(-x));
    return all;
  }

  @Property(tries = 500)
  void anyGroupingOfTheRowsGivesTheSameBits(
      @ForAll("columns") List<Double> column,
      @ForAll @IntRange(min = 1, max = 10) int groups,
      @ForAll long seed) {
    Random random = new Random(seed);
    List<Double> shuffled = new ArrayList<>(column);
    Collections.shuffle(shuffled, random);
    List<Moments> parts = new ArrayList<>();
    for (int i = 0; i < groups; i++) {
      parts.add(new Moments());
    }
    shuffled.forEach(x -> parts.get(random.nextInt(groups)).add(x));
    while (parts.size() > 1) {
      Moments other = parts.remove(random.nextInt(parts.size()));
      parts.get(random.nextInt(parts.size())).merge(other);
    }
    Moments whole = moments(column);
    assertThat(parts.get(0).count()).isEqualTo(whole.count());
    assertThat(Standardizer.of(parts.get(0))).isEqualTo(Standardizer.of(whole));
  }

  @Property
  void valuesAddedTogetherCountLikeValuesAddedOneByOne(@ForAll("columns") List<Double> column) {
    double[] values = column.stream().mapToDouble(x -> x).toArray();
    Moments moments = moments(column);
    moments.addAll(values, values.length / 2);
    moments.addAll(values, values.length);
    Moments expected = moments(column);
    column.subList(0, values.length / 2).forEach(expected::add);
    column.forEach(expected::add);
    assertThat(moments.count()).isEqualTo(expected.count());
    assertThat(Standardizer.of(moments)).isEqualTo(Standardizer.of(expected));
  }

  @Property(tries = 500)
  void meanAndDeviationAreTheNearestDoubles(@ForAll("columns") List<Double> column) {
    BigDecimal n = BigDecimal.valueOf(column.size());
    BigDecimal sum = column.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
    BigDecimal variance = BigDecimal.ZERO;
    for (double x : column) {
      BigDecimal nTimesDifference = new BigDecimal(x).multiply(n).subtract(sum);
      variance = variance.add(nTimesDifference.pow(2));
    }
    MathContext precision = new MathContext(40);
    Moments moments = moments(column);
    assertNearest(moments.mean(), sum.divide(n, precision));
    assertNearest(moments.deviation(), variance.divide(n.pow(3), precision).sqrt(precision));
  }

  /** Half a unit in the last place, and a little: 34 digits may tip what is almost a tie. */
  private static void assertNearest(double actual, BigDecimal exact) {
    BigDecimal error = new BigDecimal(actual).subtract(exact).abs();
    BigDecimal unit = new BigDecimal(Math.ulp(actual));
    assertThat(error).isLessThanOrEqualTo(unit.multiply(new BigDecimal("0.50000000001")));
  }

  @Property
  void aConstantColumnHasDeviationZero(
      @ForAll double value, @ForAll @IntRange(min = 1, max = 300) int rows) {
    Moments moments = new Moments();
    for (int i = 0; i < rows; i++) {
      moments.add(value);
    }
    assertThat(moments.deviation()).isZero();
    assertThat(moments.mean()).isEqualTo(value);
    assertThat(Standardizer.of(moments).apply(value)).isZero();
  }

  @Test
  void theWholeRangeOfDoublesIsSummed() {
    Moments moments =
        moments(
            List.of(
                Double.MAX_VALUE,
                Double.MAX_VALUE,
                Double.MIN_VALUE,
                -Double.MAX_VALUE,
                -Double.MAX_VALUE));
    assertThat(moments.mean()).isEqualTo(0.0);
    assertThat(moments(List.of(4 * Double.MIN_VALUE, 0.0)).mean()).isEqualTo(2 * Double.MIN_VALUE);
    assertThat(moments(List.of(1e300, 1e-300, -1e300)).mean()).isEqualTo(1e-300 / 3);
  }

  @Test
  void carriesAreTakenInTime() {
    // All ones in every digit, more often than a digit has room for without a carry: by merging.
    double x = Math.nextDown(2.0);
    Moments moments = moments(List.of(x));
    for (int i = 0; i < 40; i++) {
      moments.merge(moments);
    }
    assertThat(moments.count()).isEqualTo(1L << 40);
    assertThat(moments.mean()).isEqualTo(x);
    assertThat(moments.deviation()).isZero();
    for (int i = 0; i < 1000; i++) {
      moments.add(x);
    }
    assertThat(moments.mean()).isEqualTo(x);
  }

  @Test
  void withoutValuesThereIsNothingToSubtractOrDivideBy() {
    assertThat(new Moments().mean()).isZero();
    assertThat(new Moments().deviation()).isZero();
  }

  @Test
  void aValueThatIsNotFiniteIsNotHidden() {
    Moments moments = moments(List.of(1.0, Double.NaN, 2.0));
    assertThat(moments.mean()).isNaN();
    Moments merged = moments(List.of(1.0));
    merged.merge(moments(List.of(Double.NEGATIVE_INFINITY)));
    assertThat(merged.mean()).isNaN();
    assertThat(merged.deviation()).isNaN();
  }

  private static Moments moments(List<Double> values) {
    Moments moments = new Moments();
    values.forEach(moments::add);
    return moments;
  }
}
