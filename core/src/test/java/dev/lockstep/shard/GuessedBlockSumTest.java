package dev.lockstep.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Blocks of numbers of which is guessed how large they are, against numbers added one by one. */
class GuessedBlockSumTest {
  private static final int N = BlockSum.MOST_VALUES;
  private static final int SPREAD = 23;

  private static boolean isAddedExactlyOrNotAtAll(int exponent, double... values) {
    ExactSum sum = ExactSum.ofValues();
    ExactSum squares = ExactSum.ofSquares();
    boolean added = BlockSum.add(values, values.length, exponent, sum, squares);
    ExactSum expectedSum = ExactSum.ofValues();
    ExactSum expectedSquares = ExactSum.ofSquares();
    for (int i = 0; added && i < values.length; i++) {
      expectedSum.add(values[i]);
      expectedSquares.addSquare(values[i]);
    }
    assertThat(sum.value()).isEqualTo(expectedSum.value());
    assertThat(squares.value()).isEqualTo(expectedSquares.value());
    return added;
  }

  @Property
  void anyGuessIsRightOrRefused(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = N) int n,
      @ForAll @IntRange(max = 30) int spread,
      @ForAll @IntRange(min = -2, max = 30) int off) {
    Random random = new Random(seed);
    double[] values = new double[n];
    Arrays.setAll(
        values, i -> Math.scalb((float) (random.nextFloat() - 0.5), -random.nextInt(spread + 1)));
    isAddedExactlyOrNotAtAll(off, values);
  }

  @Test
  void whatIsJustWithinIsAddedAndWhatIsNotIsRefused() {
    for (int exponent : new int[] {-300, -1, 0, 7, 300}) {
      double most = Math.scalb(2 - 0x1p-23, exponent - 1);
      double least = Math.scalb(1.0, exponent - SPREAD);
      double odd = Math.scalb(1 + 0x1p-23, exponent - SPREAD);
      double[] values = new double[N];
      Arrays.setAll(values, i -> i % 3 == 0 ? most : i % 3 == 1 ? odd : -least);
      assertThat(isAddedExactlyOrNotAtAll(exponent, values)).isTrue();
      assertThat(isAddedExactlyOrNotAtAll(exponent, 0, -0.0, most)).isTrue();
      assertThat(isAddedExactlyOrNotAtAll(exponent, 1, Math.scalb(1.0, exponent))).isFalse();
      assertThat(isAddedExactlyOrNotAtAll(exponent, most, Math.nextDown(least))).isFalse();
      double below = Math.scalb(2 - 0x1p-23, exponent - SPREAD - 1);
      assertThat(isAddedExactlyOrNotAtAll(exponent, most, below)).isFalse();
    }
    assertThat(isAddedExactlyOrNotAtAll(0, Double.NaN)).isFalse();
    assertThat(isAddedExactlyOrNotAtAll(0, Double.NEGATIVE_INFINITY)).isFalse();
    assertThat(isAddedExactlyOrNotAtAll(0, 0.1)).isFalse();
  }

  @Test
  void theExponentOfNumbersIsRightForThem() {
    for (double x : new double[] {1, -1, 0.75, 5e8, -3e-9, 0}) {
      double[] values = {x, x / 2, 0};
      int exponent = BlockSum.exponent(values, values.length);
      assertThat(isAddedExactlyOrNotAtAll(exponent, (float) x, (float) (x / 2), 0)).isTrue();
    }
  }
}
