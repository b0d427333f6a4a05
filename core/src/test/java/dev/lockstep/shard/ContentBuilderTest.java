package dev.lockstep.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.shard.Shard.RowFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that are sorted range by range, against a plain sort of all of them. */
class ContentBuilderTest {
  private static final RowFormat FORMAT = new RowFormat(3, 1);
  private static final int WIDTH = FORMAT.width();

  /** Some occur once, some often, and one very often. */
  private static List<float[]> rows(int count, Random random) {
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float first = i % 5 == 0 ? 1 : i % 3 == 0 ? random.nextInt(9) : random.nextFloat();
      rows.add(new float[] {first, first == 1 ? -0f : first, 0, 2, 1});
    }
    Collections.shuffle(rows, random);
    return rows;
  }

  /** By the upper bits of the hash, as many as leave room for the number of a row; then content. */
  private static List<float[]> sorted(List<float[]> rows) {
    int bits = 32 - Integer.numberOfLeadingZeros(Math.max(rows.size() - 1, 1));
    Comparator<float[]> byHash = Comparator.comparingLong(row -> RowHash.of(row, 0, WIDTH) >> bits);
    return rows.stream().sorted(byHash.thenComparing(Arrays::compare)).toList();
  }

  private static Shard built(List<float[]> rows, int ranges) {
    ContentBuilder builder = new ContentBuilder(4, FORMAT, rows.size(), ranges);
    for (int range = 0; range < ranges; range++) {
      float[] packed = new float[(rows.size() + 3) * WIDTH];
      int count = 0;
      for (float[] row : rows) {
        if (RowHash.range(RowHash.of(row, 0, WIDTH), ranges) == range) {
          System.arraycopy(row, 0, packed, WIDTH * count++, WIDTH);
        }
      }
      builder.add(packed, count);
    }
    return builder.build();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 9, 1000, 5000})
  void anyRangesGiveTheOrderOfAPlainSort(int count) {
    List<float[]> rows = rows(count, new Random(count));
    List<float[]> expected = sorted(rows);
    for (int ranges : new int[] {1, 2, 16, ContentBuilder.MOST_RANGES}) {
      Shard shard = built(rows, ranges);
      List<float[]> found = new ArrayList<>();
      for (float[] block : shard.blocks()) {
        for (int at = 0; at < block.length; at += WIDTH) {
          found.add(Arrays.copyOfRange(block, at, at + WIDTH));
        }
      }
      assertThat(found).as("%d ranges", ranges).containsExactly(expected.toArray(float[][]::new));
      assertThat(shard.number()).isEqualTo(4);
      assertThat(shard.digest()).isEqualTo(RowDigest.of(shard.blocks(), WIDTH));
    }
  }

  @Test
  void rangesAscendWithTheHash() {
    long[] hashes = new Random(7).longs(1000).sorted().toArray();
    for (int ranges : new int[] {1, 4, ContentBuilder.MOST_RANGES}) {
      int last = 0;
      for (long hash : hashes) {
        int range = RowHash.range(hash, ranges);
        assertThat(range).isBetween(last, ranges - 1);
        last = range;
      }
      assertThat(last).isGreaterThanOrEqualTo(ranges * 9 / 10);
    }
    assertThatThrownBy(() -> RowHash.range(1, 3))
        .hasMessage("ranges must be a power of two, not 3");
  }

  @Test
  void fewerOrMoreRowsThanAnnouncedAreRefused() {
    float[] rows = new float[3 * WIDTH];
    ContentBuilder fewer = new ContentBuilder(0, FORMAT, 4, 1);
    fewer.add(rows, 3);
    assertThatThrownBy(fewer::build).hasMessage("3 rows were added, not the announced 4");
    ContentBuilder more = new ContentBuilder(0, FORMAT, 2, 1);
    assertThatThrownBy(() -> more.add(rows, 3)).hasMessage("more rows than the 2 announced");
  }
}
