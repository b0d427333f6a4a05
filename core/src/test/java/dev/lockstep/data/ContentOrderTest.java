package dev.lockstep.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.data.Shard.RowFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentOrderTest {
  /** 2^18 rows fill a block of rows that wide, so 300,000 rows are more than one. */
  private static final RowFormat FORMAT = new RowFormat(1, 1);

  /** The fewer distinct values, the more rows are equal. */
  private static List<float[]> rows(int count, int distinct, long seed) {
    Random random = new Random(seed);
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(new float[] {random.nextInt(distinct), random.nextInt(2), 1});
    }
    return rows;
  }

  private static Shard shard(List<float[]> rows) {
    Shard.Builder builder = new Shard.Builder(0, FORMAT, rows.size());
    rows.forEach(row -> builder.add(row, 0));
    return builder.buildByContent();
  }

  private static List<float[]> unpacked(Shard shard) {
    List<float[]> rows = new ArrayList<>();
    for (float[] block : shard.blocks()) {
      for (int i = 0; i < block.length; i += FORMAT.width()) {
        rows.add(Arrays.copyOfRange(block, i, i + FORMAT.width()));
      }
    }
    return rows;
  }

  /** The slow twin: sorts whole rows by as many upper bits of the hash as a key has room for. */
  private static List<float[]> sorted(List<float[]> rows) {
    int indexBits = 32 - Integer.numberOfLeadingZeros(Math.max(rows.size() - 1, 1));
    return rows.stream()
        .sorted(
            Comparator.<float[]>comparingLong(row -> RowHash.of(row, 0, row.length) >> indexBits)
                .thenComparing(Arrays::compare))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "2, 1", "100, 1", "1000, 7", "5000, 100000", "300000, 1000000"})
  void sortingInPlaceIsSorting(int count, int distinct) {
    List<float[]> rows = rows(count, distinct, 1);
    assertThat(unpacked(shard(rows)).toArray(new float[0][]))
        .isDeepEqualTo(sorted(rows).toArray(new float[0][]));
  }

  @ParameterizedTest
  @CsvSource({"1000, 7", "5000, 100000"})
  void theOrderOfArrivalLeavesNoTrace(int count, int distinct) {
    List<float[]> rows = rows(count, distinct, 2);
    Shard first = shard(rows);
    Collections.shuffle(rows, new Random(3));
    assertThat(shard(rows).blocks()).isDeepEqualTo(first.blocks());
  }
}
