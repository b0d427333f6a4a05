package dev.lockstep.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.linalg.Randomness;
import dev.lockstep.linalg.Randomness.Purpose;
import java.util.BitSet;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders are permutations, and look like random ones. */
class RowOrderTest {
  private static RowOrder order(long rows, int number) {
    return RowOrder.shuffled(rows, Randomness.seed(1, Purpose.SHUFFLE, number, 0));
  }

  private static void assertPermutation(RowOrder order) {
    int n = Math.toIntExact(order.rows());
    BitSet rows = new BitSet(n);
    for (int position = 0; position < n; position++) {
      rows.set(Math.toIntExact(order.at(position)));
    }
    assertThat(rows.cardinality()).as("%d rows", n).isEqualTo(n);
    assertThat(rows.length()).as("%d rows", n).isEqualTo(n);
  }

  @Test
  void everyRowHasOnePositionForEveryNumberOfRows() {
    for (int n = 0; n <= 2000; n++) {
      assertPermutation(order(n, n));
      assertPermutation(RowOrder.identity(n));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4095, 4096, 4097, 65_535, 65_536, 65_537, 100_003, 1_048_577})
  void everyRowHasOnePositionInLargeShards(int n) {
    for (int number = 0; number < 3; number++) {
      assertPermutation(order(n, number));
    }
  }

  /** Among 2,000 positions of more than 2^40 rows, two that share a row would be no accident. */
  @Property(tries = 50)
  void positionsOfHugeShardsHaveDifferentRowsWithinThem(
      @ForAll @LongRange(min = 1L << 40, max = Long.MAX_VALUE) long rows,
      @ForAll long seed,
      @ForAll @LongRange(min = 0, max = 1L << 39) long from) {
    RowOrder order = RowOrder.shuffled(rows, seed);
    long[] together = new long[2000];
    order.fill(together, together.length, from);
    assertThat(together)
        .doesNotHaveDuplicates()
        .containsExactly(LongStream.range(from, from + 2000).map(order::at).toArray());
    assertThat(LongStream.of(together).boxed()).allMatch(row -> row >= 0 && row < rows);
  }

  @Test
  void theIdentityIsInOrder() {
    RowOrder order = RowOrder.identity(1L << 40);
    for (long position : new long[] {0, 1, 12345, (1L << 40) - 1}) {
      assertThat(order.at(position)).isEqualTo(position);
    }
  }

  @Test
  void aPositionBeyondTheRowsIsRefused() {
    for (long position : new long[] {-1, 5, 7, 1L << 40}) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> order(5, 0).at(position));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> RowOrder.identity(5).at(position));
    }
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> order(5, 0).fill(new long[3], 3, 3));
  }

  /** A change here changes every trained model: these rows must never change. */
  @Test
  void aSeedMeansTheSameForever() {
    RowOrder order = RowOrder.shuffled(1000, 42);
    assertThat(LongStream.range(0, 6).map(order::at))
        .containsExactly(576L, 190L, 769L, 201L, 867L, 468L);
  }

  /** A row, or a difference of rows, taken from the order of that number. */
  private interface Draw {
    long row(int n, int number);
  }

  /**
   * Asserts that a row drawn from 20,000 orders is any of [from, n) equally often, or in any of 64
   * parts of them where they are many: chi-square with k degrees of freedom has mean k and
   * deviation sqrt(2k), and stays within 5 of them unless the draw is biased.
   */
  private static void assertUniform(String what, int n, int from, Draw draw) {
    int draws = 20_000;
    int bins = n > 1024 ? 64 : n;
    int first = n > 1024 ? 0 : from;
    int[] counts = new int[bins];
    for (int number = 0; number < draws; number++) {
      counts[Math.toIntExact(draw.row(n, number) * bins / n)]++;
    }
    double expected = draws / (double) (bins - first);
    double chiSquare = 0;
    for (int bin = first; bin < bins; bin++) {
      chiSquare += Math.pow(counts[bin] - expected, 2) / expected;
    }
    double freedom = bins - first - 1;
    assertThat(chiSquare)
        .as("%s of %d rows", what, n)
        .isLessThan(freedom + 5 * Math.sqrt(2 * freedom));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 7, 8, 16, 17, 33, 64, 100, 256, 1000, 1024, 8192, 100_003})
  void everyRowIsAsLikelyAtAnyPosition(int n) {
    assertUniform("first", n, 0, (rows, number) -> order(rows, number).at(0));
    assertUniform("last", n, 0, (rows, number) -> order(rows, number).at(rows - 1));
    assertUniform("middle", n, 0, (rows, number) -> order(rows, number).at(rows / 2));
  }

  /** The distance from one row to another is any but 0. */
  @ParameterizedTest
  @ValueSource(ints = {5, 7, 8, 16, 17, 33, 64, 100, 256, 1000, 1024, 8192, 131_072, 1 << 20})
  void positionsAndEpochsAreIndependent(int n) {
    assertUniform("neighbour", n, 1, (rows, number) -> distance(order(rows, number), 1));
    assertUniform("half", n, 1, (rows, number) -> distance(order(rows, number), rows / 2));
    assertUniform(
        "next epoch",
        n,
        0,
        (rows, number) ->
            Math.floorMod(order(rows, number + 1).at(0) - order(rows, number).at(0), (long) rows));
  }

  private static long distance(RowOrder order, int position) {
    return Math.floorMod(order.at(position) - order.at(0), order.rows());
  }

  /**
   * Within one order, rows at neighbouring positions are uncorrelated: the coefficient over n pairs
   * has deviation 1 / sqrt(n), and that deviation holds over many orders.
   */
  @ParameterizedTest
  @ValueSource(ints = {64, 100, 1000, 4096, 5000, 100_003})
  void rowsDoNotRunInParallel(int n) {
    int orders = 100;
    double squares = 0;
    for (int number = 0; number < orders; number++) {
      RowOrder order = order(n, number);
      double sum = 0;
      for (int position = 1; position < n; position++) {
        sum += centred(order.at(position - 1), n) * centred(order.at(position), n);
      }
      // Of uniform numbers in (-1/2, 1/2), the variance is 1/12.
      squares += Math.pow(12 * sum / Math.sqrt(n), 2);
    }
    assertThat(squares / orders).isBetween(0.5, 1.6);
  }

  private static double centred(long row, int n) {
    return (row + 0.5) / n - 0.5;
  }
}
