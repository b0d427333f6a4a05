package dev.lockstep.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.shard.Shard.RowFormat;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which rows a share of the examples has. */
class SubsetTest {
  private static final RowFormat FORMAT = new RowFormat(1, 1);
  private static final int ROWS = 4000;

  /** The rows from 0 on that content places in that shard, of so many, each with its number. */
  private static Shard shard(int number, int shards) {
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      float[] row = {i, i % 2, 1};
      if (RowHash.shard(RowHash.of(row, 0, 3), shards) == number) {
        rows.add(row);
      }
    }
    Shard.Builder builder = new Shard.Builder(number, FORMAT, rows.size());
    rows.forEach(row -> builder.add(row, 0));
    return builder.buildByContent();
  }

  private static List<Float> subset(double share, int shards) {
    List<Float> rows = new ArrayList<>();
    for (int number = 0; number < shards; number++) {
      rows.addAll(numbers(Subset.of(shard(number, shards), share)));
    }
    return rows;
  }

  private static List<Float> numbers(Shard shard) {
    List<Float> numbers = new ArrayList<>();
    for (float[] block : shard.blocks()) {
      for (int i = 0; i < block.length; i += FORMAT.width()) {
        numbers.add(block[i]);
      }
    }
    return numbers;
  }

  /** Within 5 deviations of a binomial. */
  @ParameterizedTest
  @ValueSource(doubles = {0.125, 0.25, 0.5})
  void aShareIsNearTheOneAskedFor(double share) {
    double deviation = Math.sqrt(ROWS * share * (1 - share));
    for (int shards : new int[] {1, 4}) {
      assertThat((double) subset(share, shards).size())
          .isBetween(ROWS * share - 5 * deviation, ROWS * share + 5 * deviation);
    }
  }

  @Test
  void eachShareIsPartOfEveryLargerOne() {
    List<Float> larger = subset(1, 1);
    for (double share : new double[] {0.5, 0.25, 0.125}) {
      List<Float> smaller = subset(share, 1);
      assertThat(larger).containsAll(smaller).hasSizeGreaterThan(smaller.size());
      larger = smaller;
    }
  }

  @Test
  void theRowsAreTheSameWhateverTheShards() {
    assertThat(subset(0.25, 7)).containsExactlyInAnyOrderElementsOf(subset(0.25, 1));
  }

  @Test
  void theRowsKeepTheirOrder() {
    Shard shard = shard(0, 1);
    List<Float> all = numbers(shard);
    List<Float> half = numbers(Subset.of(shard, 0.5));
    all.retainAll(half);
    assertThat(half).isEqualTo(all);
  }

  /** Rows lie ordered by their hash: a choice by the same bits would take the first ones. */
  @Test
  void theRowsLieAllOverAShard() {
    List<Float> all = numbers(shard(0, 1));
    List<Float> half = numbers(Subset.of(shard(0, 1), 0.5));
    long early = half.stream().filter(all.subList(0, ROWS / 2)::contains).count();
    assertThat((double) early / half.size()).isBetween(0.4, 0.6);
  }

  @Test
  void allOfAShardIsTheShard() {
    Shard all = Subset.of(shard(1, 3), 1);
    assertThat(all.number()).isEqualTo(1);
    assertThat(all.digest()).isEqualTo(shard(1, 3).digest());
  }

  @Test
  void equalRowsStayTogether() {
    Shard.Builder builder = new Shard.Builder(0, FORMAT, 100);
    for (int i = 0; i < 100; i++) {
      builder.add(new float[] {5, 1, 1}, 0);
    }
    assertThat(Subset.of(builder.build(), 0.5).rows()).isIn(0L, 100L);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.5, 1.5, Double.NaN})
  void aShareIsAboveZeroAndAtMostOne(double share) {
    assertThatThrownBy(() -> Subset.of(shard(0, 1), share))
        .hasMessage("a share must be in (0, 1], not " + share);
  }
}
