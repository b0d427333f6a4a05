package dev.lockstep.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks of numbers against the same numbers added one by one. */
class BlockSumTest {
  private static final int N = BlockSum.MOST_VALUES;

  private ExactSum sum = ExactSum.ofValues();
  private ExactSum squares = ExactSum.ofSquares();

  /** Adds them to empty sums. */
  private boolean add(double... values) {
    sum = ExactSum.ofValues();
    squares = ExactSum.ofSquares();
    return BlockSum.add(values, values.length, sum, squares);
  }

  private void assertSums(double... values) {
    ExactSum expectedSum = ExactSum.ofValues();
    ExactSum expectedSquares = ExactSum.ofSquares();
    for (double x : values) {
      expectedSum.add(x);
      expectedSquares.addSquare(x);
    }
    assertThat(sum.value()).isEqualTo(expectedSum.value());
    assertThat(squares.value()).isEqualTo(expectedSquares.value());
  }

  private static double[] values(int n, IntToDoubleFunction value) {
    double[] values = new double[n];
    Arrays.setAll(values, value);
    return values;
  }

  @Property
  void aBlockIsAddedExactlyOrNotAtAll(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = N) int n,
      @ForAll @IntRange(max = 40) int spread,
      @ForAll @IntRange(min = -420, max = 420) int scale) {
    Random random = new Random(seed);
    double[] values =
        values(n, i -> Math.scalb(random.nextFloat() - 0.5f, scale - random.nextInt(spread + 1)));
    if (add(values)) {
      assertSums(values);
    } else {
      assertSums();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-300, 0, 300})
  void theLargestNumbersAddUpExactlyBesideTheSmallest(int scale) {
    double largest = Math.scalb(2.0 - 0x1p-23, scale);
    double smallest = Math.scalb(1.0 + 0x1p-23, scale - 21);
    for (double sign : new double[] {1, -1}) {
      double[] values = values(N, i -> i % 7 == 0 ? smallest : sign * largest);
      assertThat(add(values)).isTrue();
      assertSums(values);
    }
  }

  @Test
  void columnsOfFloatsCountsAndZerosAreAdded() {
    Random random = new Random(1);
    assertThat(add(values(N, i -> (float) random.nextGaussian()))).isTrue();
    assertThat(add(values(N, i -> i % 2))).isTrue();
    assertThat(add(values(N, i -> 0))).isTrue();
    assertThat(add(values(N, i -> -0.0))).isTrue();
  }

  @Test
  void whatWouldRoundOrIsNotFiniteIsRefused() {
    double[][] refused = {
      {1, 0.1},
      {1, 0x1p-40},
      {1, Double.NaN},
      {1, Double.NEGATIVE_INFINITY},
      {0x1p500},
      {Double.MIN_VALUE}
    };
    for (double[] values : refused) {
      assertThat(add(values)).as(Arrays.toString(values)).isFalse();
      assertSums();
    }
  }
}
